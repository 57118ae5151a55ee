package dev.etcetera.backend;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import jetbrains.exodus.env.StoreImpl;
import jetbrains.exodus.env.Transaction;
import jetbrains.exodus.env.TransactionBase;
import jetbrains.exodus.log.Log;
import jetbrains.exodus.tree.ITree;

/**
 * One committed state, shared by all readers that opened while it was the newest. It is given back when its last reader
 * leaves; until then no file it needs is deleted.
 *
 * <p>Xodus's tree objects remember where they read last, so two threads must not share one, not even the tree in which a
 * transaction looks up its stores. Hence only the addresses of the roots are shared: each reader opens trees of its own.
 */
final class Snapshot {
    private final OpenEnvironment environment;
    private final Transaction transaction;
    private final Map<Bucket, Root> roots = new EnumMap<>(Bucket.class);
    private final long endAddress;
    /** Readers plus one for being the newest; 0 = given back, never again. */
    private final AtomicInteger holders = new AtomicInteger(1);

    /** Only while an exclusive transaction keeps Xodus's own threads out. */
    Snapshot(OpenEnvironment environment) {
        this.environment = environment;
        var xodus = environment.xodus();
        this.transaction = xodus.environment().beginReadonlyTransaction();
        var trees = (TransactionBase) transaction;
        for (var bucket : Bucket.values()) {
            ITree tree = trees.getTree((StoreImpl) xodus.store(bucket));
            roots.put(bucket, new Root(tree.getRootAddress(), tree.getStructureId()));
        }
        this.endAddress = xodus.log().getHighAddress();
        environment.acquire();
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
            environment.release();
        }
    }

    Log log() {
        return environment.xodus().log();
    }

    /** Everything it has lies before it in the log, and is written to its files: each transaction's end sees to that. */
    long endAddress() {
        return endAddress;
    }

    Root root(Bucket bucket) {
        return Objects.requireNonNull(roots.get(bucket));
    }

    /** Where a bucket's tree begins in the log. */
    record Root(long address, int structureId) {}
}
