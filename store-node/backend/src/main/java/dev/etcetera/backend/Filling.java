package dev.etcetera.backend;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import jetbrains.exodus.env.EnvironmentImpl;
import jetbrains.exodus.env.Transaction;

/**
 * Fills an empty directory with what a backend shall hold, from front to back: without the buffer of writes that a backend
 * has for its readers, for there are none. Owned by one thread.
 */
public final class Filling implements Closeable {
    /** Of keys and values in a transaction, whose tree is in memory until it ends. */
    private static final long MOST_BYTES = 1L << 20;

    private final XodusEnvironment xodus;
    private Transaction txn;
    private long liveBytes;
    private long ofTransaction;

    private Filling(XodusEnvironment xodus) {
        this.xodus = xodus;
        this.txn = xodus.environment().beginExclusiveTransaction();
    }

    public static Filling open(Path emptyDir, BackendOptions options) throws IOException {
        return new Filling(XodusEnvironment.open(emptyDir, options.cacheBytes(), options.fullDisk()));
    }

    /** The next entry of a bucket, in key order. */
    public void put(Bucket bucket, byte[] key, byte[] value) {
        xodus.store(bucket).putRight(txn, Bytes.iterable(key), Bytes.iterable(value));
        var bytes = (long) key.length + value.length;
        liveBytes += bytes;
        ofTransaction += bytes;
        if (ofTransaction >= MOST_BYTES) {
            commit();
            txn = xodus.environment().beginExclusiveTransaction();
        }
    }

    /** All of it is there and durable when this returns. */
    public void finish() {
        commit();
        try {
            ((EnvironmentImpl) xodus.environment()).flushAndSync();
        } catch (RuntimeException e) {
            throw new BackendFailedException(e);
        }
    }

    private void commit() {
        Committer.account(xodus, txn, liveBytes);
        if (!txn.commit()) {
            throw new IllegalStateException("an exclusive transaction met a conflict");
        }
        ofTransaction = 0;
    }

    @Override
    public void close() {
        if (!txn.isFinished()) {
            txn.abort();
        }
        xodus.environment().close();
    }
}
