package dev.etcetera.backup.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Objects under one prefix: of a bucket, or a directory. An object is seen whole or not at all, and is never written over.
 * May be used from any thread.
 */
public interface ObjectStore extends AutoCloseable {
    /**
     * Begins an object; what earlier tries left of it unfinished goes away.
     *
     * @throws AlreadyThereException when it is there
     */
    ObjectWriter begin(String key) throws IOException;

    /**
     * The bytes of an object.
     *
     * @throws NotThereException when it is not there
     */
    InputStream read(String key) throws IOException;

    /** Keys of the objects whose keys begin with this, in order. */
    List<String> list(String prefix) throws IOException;

    /** Does nothing when it is not there. */
    void delete(String key) throws IOException;

    /** Takes away what tries that were never finished left of an object. */
    default void giveUp(String key) throws IOException {}

    /** Why the store itself would not let go of an object, in words, or that it would. */
    default Optional<String> locked(String key) throws IOException {
        return Optional.empty();
    }

    /** Writes a small object. */
    default void put(String key, byte[] content) throws IOException {
        try (ObjectWriter writer = begin(key)) {
            writer.write(content, 0, content.length);
            writer.finish();
        }
    }

    @Override
    void close();
}
