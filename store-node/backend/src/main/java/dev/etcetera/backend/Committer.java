package dev.etcetera.backend;

import dev.etcetera.failpoint.Failpoint;
import dev.etcetera.failpoint.Failpoints;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.env.Store;
import jetbrains.exodus.env.Transaction;
import org.jspecify.annotations.Nullable;

/** Writes frozen batches into Xodus, each in one transaction. Owned by the commit thread, after open. */
final class Committer {
    private static final ByteIterable LIVE_BYTES = Bytes.iterable("liveBytes".getBytes(StandardCharsets.US_ASCII));

    private final OpenEnvironment environment;
    private final XodusEnvironment xodus;
    private final Failpoints failpoints;
    /** Sum of the lengths of all live keys and values; kept in the file so that opening need not scan. */
    private volatile long liveBytes;
    /** The greatest committed key of the KEY bucket: later revisions are appended, which is cheaper than inserted. */
    private byte @Nullable [] lastRevision;

    Committer(OpenEnvironment environment, Failpoints failpoints) {
        this.environment = environment;
        this.xodus = environment.xodus();
        this.failpoints = failpoints;
        xodus.environment().executeInReadonlyTransaction(txn -> {
            var live = xodus.accounting().get(txn, LIVE_BYTES);
            liveBytes = live == null ? 0 : ByteBuffer.wrap(Bytes.array(live)).getLong();
            try (var cursor = store(Bucket.KEY).openCursor(txn)) {
                lastRevision = cursor.getLast() ? Bytes.array(cursor.getKey()) : null;
            }
        });
    }

    OpenEnvironment environment() {
        return environment;
    }

    long liveBytes() {
        return liveBytes;
    }

    /** The committed state as it is, behind whatever Xodus's cleaning has done. */
    Snapshot snapshot() {
        var txn = xodus.environment().beginExclusiveTransaction();
        try {
            return new Snapshot(environment);
        } finally {
            txn.abort();
        }
    }

    /** Writes the batch and returns the state that includes it. */
    Snapshot commit(WriteBuffer batch) {
        failpoints.hit(Failpoint.BEFORE_START_DB_TXN);
        var txn = xodus.environment().beginExclusiveTransaction();
        failpoints.hit(Failpoint.AFTER_START_DB_TXN);
        try {
            var change = 0L;
            for (var bucket : Bucket.values()) {
                change += write(txn, bucket, batch);
            }
            var live = liveBytes + change;
            account(xodus, txn, live);
            failpoints.hit(Failpoint.BEFORE_COMMIT);
            // Flushed, not committed: it stays exclusive until the snapshot is taken.
            if (!txn.flush()) {
                throw new IllegalStateException("an exclusive transaction met a conflict");
            }
            failpoints.hit(Failpoint.AFTER_COMMIT);
            liveBytes = live;
            return new Snapshot(environment);
        } finally {
            if (!txn.isFinished()) {
                txn.abort();
            }
        }
    }

    /** Notes the sum of the lengths of all live keys and values. */
    static void account(XodusEnvironment xodus, Transaction txn, long liveBytes) {
        xodus.accounting()
                .put(
                        txn,
                        LIVE_BYTES,
                        Bytes.iterable(ByteBuffer.allocate(Long.BYTES)
                                .putLong(liveBytes)
                                .array()));
    }

    private long write(Transaction txn, Bucket bucket, WriteBuffer batch) {
        var store = store(bucket);
        var change = 0L;
        for (var entry : batch.map(bucket).entrySet()) {
            var key = entry.getKey();
            var value = entry.getValue().value();
            if (value == null) {
                change -= delete(txn, store, key);
            } else if (bucket == Bucket.KEY
                    && (lastRevision == null || Arrays.compareUnsigned(key, lastRevision) > 0)) {
                store.putRight(txn, Bytes.iterable(key), Bytes.iterable(value));
                lastRevision = key;
                change += (long) key.length + value.length;
            } else {
                change += replace(txn, store, key, value);
            }
        }
        return change;
    }

    private static long replace(Transaction txn, Store store, byte[] key, byte[] value) {
        var at = Bytes.iterable(key);
        var before = store.get(txn, at);
        store.put(txn, at, Bytes.iterable(value));
        return (long) value.length - (before == null ? -key.length : before.getLength());
    }

    private static long delete(Transaction txn, Store store, byte[] key) {
        var at = Bytes.iterable(key);
        var before = store.get(txn, at);
        if (before == null) {
            return 0;
        }
        var freed = (long) key.length + before.getLength();
        store.delete(txn, at);
        return freed;
    }

    private Store store(Bucket bucket) {
        return xodus.store(bucket);
    }
}
