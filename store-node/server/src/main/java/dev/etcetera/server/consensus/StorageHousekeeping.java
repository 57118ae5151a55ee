package dev.etcetera.server.consensus;

import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BatchTx;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.server.apply.Applied;
import dev.etcetera.server.config.StorageConfig;
import dev.etcetera.server.storage.ConsistentIndex;
import dev.etcetera.server.storage.DiskSpace;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Commits the backend, scrubs compacted revisions in small steps, and now and then makes a checkpoint so that a restart
 * replays only what is missing. Owned by the apply thread.
 */
public final class StorageHousekeeping implements ApplyHousekeeping {
    /** How often a full disk is looked at. */
    private static final long FULL_DISK_NANOS = 100_000_000L;

    private final Backend backend;
    private final BatchTx batch;
    private final KvStore store;
    private final ConsistentIndex consistentIndex;
    private final StorageConfig config;
    private final Checkpoints checkpoints;
    private final DiskSpace disk;
    private long checkpointIndex;
    private long nextScrubNanos;
    private boolean forced;

    /**
     * Where a checkpoint goes.
     *
     * @param index where a restart would begin
     * @param applied how far the apply thread has come
     * @param forced whether one is due at once; asked once for each time it is
     */
    public record Checkpoints(
            LongSupplier index, Supplier<Optional<Applied>> applied, BooleanSupplier forced, Target target) {
        /** Marks that the backend durably holds everything that was applied. */
        @FunctionalInterface
        public interface Target {
            void checkpoint(Applied applied, long lastIndex, boolean forced);
        }
    }

    public StorageHousekeeping(
            Backend backend,
            KvStore store,
            ConsistentIndex consistentIndex,
            StorageConfig config,
            Checkpoints checkpoints,
            DiskSpace disk) {
        this.backend = backend;
        this.batch = backend.batchTx();
        this.store = store;
        this.consistentIndex = consistentIndex;
        this.config = config;
        this.checkpoints = checkpoints;
        this.disk = disk;
        this.checkpointIndex = checkpoints.index().getAsLong();
        this.nextScrubNanos = System.nanoTime();
    }

    @Override
    public void run(long nowNanos) {
        boolean roomy = disk.isRoomy();
        if (roomy && store.compactionPending() && nowNanos - nextScrubNanos >= 0) {
            store.compactionStep();
            nextScrubNanos = nowNanos + config.compactionSleepInterval().toNanos();
        }
        if (batch.commitDue(nowNanos) && (roomy || disk.mayCommit())) {
            batch.commit();
        }
        // A snapshot that came from another member is as good as one of our own.
        long last = Math.max(checkpointIndex, checkpoints.index().getAsLong());
        long since = consistentIndex.index() - last;
        forced |= checkpoints.forced().getAsBoolean();
        if (roomy && (since > config.snapshotCount() || (forced && since > 0))) {
            checkpoints.applied().get().ifPresent(this::checkpoint);
        }
    }

    @Override
    public long nextDueNanos(long nowNanos) {
        long due = Long.MAX_VALUE;
        if (store.compactionPending()) {
            due = Math.max(0, nextScrubNanos - nowNanos);
        }
        if (batch.pending() > 0) {
            due = Math.min(due, Math.max(0, batch.commitDueNanos() - nowNanos));
        }
        return disk.isRoomy() ? due : Math.max(due, FULL_DISK_NANOS);
    }

    /** The backend must be on disk before the log says that its entries need not be replayed. */
    private void checkpoint(Applied applied) {
        if (!batch.commit() || !backend.sync()) {
            return;
        }
        long last = checkpointIndex;
        checkpointIndex = applied.index();
        checkpoints.target().checkpoint(applied, last, forced);
        forced = false;
    }
}
