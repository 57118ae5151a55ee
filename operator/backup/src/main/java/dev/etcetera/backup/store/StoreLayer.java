package dev.etcetera.backup.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** A store on top of another, which does what is not said otherwise. */
public interface StoreLayer extends ObjectStore {
    /** The one below. */
    ObjectStore store();

    @Override
    default ObjectWriter begin(String key) throws IOException {
        return store().begin(key);
    }

    @Override
    default InputStream read(String key) throws IOException {
        return store().read(key);
    }

    @Override
    default List<String> list(String prefix) throws IOException {
        return store().list(prefix);
    }

    @Override
    default void delete(String key) throws IOException {
        store().delete(key);
    }

    @Override
    default void giveUp(String key) throws IOException {
        store().giveUp(key);
    }

    @Override
    default Optional<String> locked(String key) throws IOException {
        return store().locked(key);
    }

    @Override
    default void close() {
        store().close();
    }
}
