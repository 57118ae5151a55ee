package dev.etcetera.server.storage;

import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BatchTx;
import dev.etcetera.backend.Bucket;
import dev.etcetera.backend.ReadTx;
import dev.etcetera.bbolt.BoltFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The raft index and term up to which the backend holds every effect. Owned by the apply thread. Written in the same
 * backend transaction as the data, so that a restart applies each entry exactly once.
 *
 * <p>Format as in etcd: bucket {@code meta}, keys {@code consistent_index} and {@code term}, 8 bytes big-endian.
 */
public final class ConsistentIndex {
    private static final byte[] INDEX_KEY = "consistent_index".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TERM_KEY = "term".getBytes(StandardCharsets.UTF_8);

    private final BatchTx batch;
    private long index;
    private long term;
    private long savedIndex;

    /** Reads what the backend holds and saves later values with every commit. */
    public ConsistentIndex(Backend backend) {
        this.batch = backend.batchTx();
        restore(backend);
        backend.onBeforeCommit(this::save);
    }

    /** Goes over to what the backend holds now. */
    public void restore(Backend backend) {
        try (ReadTx read = backend.readTx()) {
            index = decode(read.find(Bucket.META, INDEX_KEY));
            term = decode(read.find(Bucket.META, TERM_KEY));
        }
        savedIndex = index;
    }

    /** The index that a database holds which is not in use yet. */
    public static long of(ReadTx read) {
        return decode(read.find(Bucket.META, INDEX_KEY));
    }

    /** The index that a database file holds, 0 when it says none. */
    static long of(BoltFile database) throws IOException {
        long[] index = {0};
        database.entries(Bucket.META.bucketName(), (key, value) -> {
            if (Arrays.equals(key, INDEX_KEY) && value.length == Long.BYTES) {
                index[0] = decode(value);
            }
        });
        return index[0];
    }

    /** The last index applied to the backend, 0 when nothing was. */
    public long index() {
        return index;
    }

    /** The term of the entry at {@link #index}. */
    public long term() {
        return term;
    }

    /** Notes that the entry was applied; it becomes durable together with what it changed. */
    public void set(long appliedIndex, long appliedTerm) {
        index = appliedIndex;
        term = appliedTerm;
    }

    private void save() {
        if (index != savedIndex) {
            batch.put(Bucket.META, INDEX_KEY, encode(index));
            batch.put(Bucket.META, TERM_KEY, encode(term));
            savedIndex = index;
        }
    }

    private static byte[] encode(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static long decode(byte @Nullable [] stored) {
        return stored == null ? 0 : ByteBuffer.wrap(stored).getLong();
    }
}
