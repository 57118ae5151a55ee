package dev.etcetera.backend;

import java.util.concurrent.atomic.AtomicInteger;
import jetbrains.exodus.env.Store;
import jetbrains.exodus.env.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * One committed state, shared by all readers that opened while it was the newest. A Xodus read-only transaction may be
 * read by many threads as long as none of its trees is opened lazily: the constructor opens all of them. It is given back
 * when its last reader leaves; until then no file it needs is deleted.
 */
final class Snapshot {
    private final XodusEnvironment xodus;
    private final Transaction transaction;
    /** Readers plus one for being the newest; 0 = given back, never again. */
    private final AtomicInteger holders = new AtomicInteger(1);

    Snapshot(XodusEnvironment xodus) {
        this.xodus = xodus;
        this.transaction = xodus.environment().beginReadonlyTransaction();
        for (var store : xodus.stores().values()) {
            store.count(transaction);
        }
    }

    boolean tryAcquire() {
        while (true) {
            var held = holders.get();
            if (held == 0) {
                return false;
            }
            if (holders.compareAndSet(held, held + 1)) {
                return true;
            }
        }
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            transaction.abort();
        }
    }

    byte @Nullable [] get(Bucket bucket, byte[] key) {
        var value = store(bucket).get(transaction, Bytes.iterable(key));
        return value == null ? null : Bytes.array(value);
    }

    ScanSource scan(Bucket bucket, byte[] from) {
        return new ScanSource.OfCursor(store(bucket).openCursor(transaction), from);
    }

    long count(Bucket bucket) {
        return store(bucket).count(transaction);
    }

    private Store store(Bucket bucket) {
        return xodus.store(bucket);
    }
}
