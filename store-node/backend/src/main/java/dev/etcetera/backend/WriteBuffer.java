package dev.etcetera.backend;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The writes of one batch. Written by the apply thread, read by any thread at any time. */
final class WriteBuffer {
    private final Map<Bucket, ConcurrentSkipListMap<byte[], Write>> buckets = new EnumMap<>(Bucket.class);
    private int writes;

    WriteBuffer() {
        for (var bucket : Bucket.values()) {
            buckets.put(bucket, new ConcurrentSkipListMap<>(Arrays::compareUnsigned));
        }
    }

    void put(Bucket bucket, byte[] key, byte[] value) {
        map(bucket).put(key, new Write(value));
        writes++;
    }

    void delete(Bucket bucket, byte[] key) {
        map(bucket).put(key, Write.DELETION);
        writes++;
    }

    @Nullable
    Write get(Bucket bucket, byte[] key) {
        return map(bucket).get(key);
    }

    ConcurrentNavigableMap<byte[], Write> tail(Bucket bucket, byte[] from) {
        return map(bucket).tailMap(from, true);
    }

    ConcurrentSkipListMap<byte[], Write> map(Bucket bucket) {
        return Objects.requireNonNull(buckets.get(bucket));
    }

    /** Puts and deletes so far; read by the apply thread, or after the batch is frozen. */
    int writes() {
        return writes;
    }

    /** The last write to a key; a null value is a deletion. */
    static final class Write {
        static final Write DELETION = new Write(null);

        private final byte @Nullable [] value;

        Write(byte @Nullable [] value) {
            this.value = value;
        }

        byte @Nullable [] value() {
            return value;
        }
    }
}
