package dev.etcetera.backend;

import dev.etcetera.failpoint.Failpoint;
import dev.etcetera.failpoint.Failpoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The write side of a backend. Owned by the apply thread. What it writes is seen by every reader at once. */
public final class BatchTx {
    private final Backend backend;
    private final Failpoints failpoints;
    private final long intervalNanos;
    private final int limit;
    private final List<Runnable> beforeCommit = new ArrayList<>();
    private WriteBuffer active;
    private long lastCommitNanos;

    BatchTx(Backend backend, BackendOptions options, WriteBuffer active) {
        this.backend = backend;
        this.failpoints = options.failpoints();
        this.intervalNanos = options.batchInterval().toNanos();
        this.limit = options.batchLimit();
        this.active = active;
        this.lastCommitNanos = System.nanoTime();
    }

    public void put(Bucket bucket, byte[] key, byte[] value) {
        active.put(bucket, key, value);
    }

    public void delete(Bucket bucket, byte[] key) {
        active.delete(bucket, key);
    }

    public Optional<byte[]> get(Bucket bucket, byte[] key) {
        return Optional.ofNullable(find(bucket, key));
    }

    /** As {@link #get}, without the wrapper. */
    public byte @Nullable [] find(Bucket bucket, byte[] key) {
        try (var tx = backend.readTx()) {
            return tx.find(bucket, key);
        }
    }

    /** As {@link ReadTx#range}; the visitor must not write to this transaction. */
    public long range(Bucket bucket, byte[] from, byte[] toExclusive, long limit, EntryVisitor visitor) {
        try (var tx = backend.readTx()) {
            return tx.range(bucket, from, toExclusive, limit, visitor);
        }
    }

    /** Writes since the last commit. */
    public int pending() {
        return active.writes();
    }

    /** Whether the batch is large or old enough to be committed. */
    public boolean commitDue(long nowNanos) {
        return pending() > 0 && (pending() >= limit || nowNanos - lastCommitNanos >= intervalNanos);
    }

    /** When the pending batch will be old enough, in the clock of System.nanoTime(). */
    public long commitDueNanos() {
        return lastCommitNanos + intervalNanos;
    }

    /**
     * Runs the hooks and hands the batch to the commit thread as one Xodus transaction; waits only while the batch before
     * it is still being written. Use {@link Backend#sync} after it to have the batch on disk. False when the disk is full:
     * then the batch goes on being filled, until a later commit.
     */
    public boolean commit() {
        failpoints.hit(Failpoint.COMMIT_BEFORE_PRE_COMMIT_HOOK);
        // First, and also when nothing else is pending: entries that wrote nothing have moved the consistent index on.
        beforeCommit.forEach(Runnable::run);
        failpoints.hit(Failpoint.COMMIT_AFTER_PRE_COMMIT_HOOK);
        if (pending() == 0) {
            lastCommitNanos = System.nanoTime();
            return true;
        }
        failpoints.hit(Failpoint.BEFORE_WRITEBACK_BUF);
        var frozen = active;
        active = backend.freeze(frozen);
        failpoints.hit(Failpoint.AFTER_WRITEBACK_BUF);
        lastCommitNanos = System.nanoTime();
        return active != frozen;
    }

    /** Goes on with an empty batch; what is pending is forgotten. */
    void restart(WriteBuffer empty) {
        active = empty;
        lastCommitNanos = System.nanoTime();
    }

    void onBeforeCommit(Runnable hook) {
        beforeCommit.add(hook);
    }
}
