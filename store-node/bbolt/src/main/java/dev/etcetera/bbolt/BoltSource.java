package dev.etcetera.bbolt;

import java.io.IOException;
import java.util.List;

/**
 * What a database file shall hold. A writer walks it twice, first to lay the pages out and then to write them, so it must
 * give the same both times. Every entry comes in arrays of its own.
 */
public interface BoltSource {
    /** Names of the top-level buckets in the order of their UTF-8 bytes. */
    List<String> buckets();

    /** All entries of a bucket in byte order of their keys, which are neither empty nor repeated. */
    void entries(String bucket, BoltVisitor visitor) throws IOException;

    /** For the first walk, of which only the lengths of values count: a source may know these without reading them. */
    default void shapes(String bucket, BoltVisitor visitor) throws IOException {
        entries(bucket, visitor);
    }
}
