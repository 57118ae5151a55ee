package dev.etcetera.backend;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The writes of one batch. Written by the apply thread, read by any thread at any time. */
final class WriteBuffer {
    /** Stands for a deleted key; compared by identity. */
    static final byte[] DELETED = new byte[0];

    private final Map<Bucket, ConcurrentSkipListMap<byte[], byte[]>> buckets = new EnumMap<>(Bucket.class);
    private int writes;

    WriteBuffer() {
        for (var bucket : Bucket.values()) {
            buckets.put(bucket, new ConcurrentSkipListMap<>(Arrays::compareUnsigned));
        }
    }

    void put(Bucket bucket, byte[] key, byte[] value) {
        // An empty value must not be mistaken for DELETED.
        map(bucket).put(key, value == DELETED ? new byte[0] : value);
        writes++;
    }

    void delete(Bucket bucket, byte[] key) {
        map(bucket).put(key, DELETED);
        writes++;
    }

    byte @Nullable [] get(Bucket bucket, byte[] key) {
        return map(bucket).get(key);
    }

    ConcurrentNavigableMap<byte[], byte[]> tail(Bucket bucket, byte[] from) {
        return map(bucket).tailMap(from, true);
    }

    ConcurrentSkipListMap<byte[], byte[]> map(Bucket bucket) {
        return buckets.get(bucket);
    }

    /** Puts and deletes so far; read by the apply thread, or after the batch is frozen. */
    int writes() {
        return writes;
    }
}
