package dev.etcetera.server.bootstrap;

import dev.etcetera.backend.BackendFailedException;
import dev.etcetera.backend.CommitListener;
import dev.etcetera.mvcc.CompactionListener;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.metrics.MvccMetrics;
import dev.etcetera.wal.FullDisk;
import dev.etcetera.wal.WalOptions;
import java.io.IOException;
import java.time.Duration;

/** Leads what the storage tells to metrics and log, and a failed commit to the end of the member. */
final class StorageEvents {
    private static final double NANOS = 1e-9;
    private static final double MILLIS = 1e-6;
    private static final long SLOW_FSYNC_NANOS = Duration.ofSeconds(1).toNanos();

    private final Foundation foundation;
    private final ZapLog walLog;
    private final ZapLog mvccLog;

    StorageEvents(Foundation foundation) {
        this.foundation = foundation;
        this.walLog = foundation.log().named("wal/wal");
        this.mvccLog = foundation.log().named("mvcc/kvstore_compaction");
    }

    WalOptions walOptions(FullDisk whenFull) {
        WalOptions options = WalOptions.etcd(this::synced);
        return new WalOptions(
                options.segmentBytes(), foundation.config().storage().unsafeNoFsync(), options.listener(), whenFull);
    }

    StorageListeners listeners() {
        return new StorageListeners(new Commits(), new Compactions());
    }

    private void synced(long nanos, long bytes) {
        foundation.metrics().disk().walFsync().observe(nanos * NANOS);
        foundation.metrics().disk().walWriteBytes().add(bytes);
        if (nanos > SLOW_FSYNC_NANOS) {
            walLog.warn("slow fdatasync", "took", Duration.ofNanos(nanos), "expected-duration", Duration.ofSeconds(1));
        }
    }

    private final class Commits implements CommitListener {
        @Override
        public void committed(long nanos, int writes) {
            foundation.metrics().disk().backendCommit().observe(nanos * NANOS);
        }

        @Override
        public void failed(RuntimeException cause) {
            foundation
                    .faults()
                    .fatal("failed to write the backend", new IOException(BackendFailedException.reason(cause), cause));
        }
    }

    private final class Compactions implements CompactionListener {
        @Override
        public void resumed(long compactRevision) {
            mvccLog.info("resume scheduled compaction", "scheduled-compact-revision", compactRevision);
        }

        @Override
        public void stepped(long scanned, long nanos) {
            revisions().compactionPauseMillis().observe(nanos * MILLIS);
        }

        private MvccMetrics.Revisions revisions() {
            return foundation.metrics().mvcc().revisions();
        }

        @Override
        public void finished(Finished compaction) {
            revisions().lastCompaction().set(foundation.clock().instant().getEpochSecond());
            revisions().compactedKeys().inc(compaction.keysCompacted());
            revisions().compactionMillis().observe(compaction.tookNanos() * MILLIS);
            mvccLog.info(
                    "finished scheduled compaction",
                    "compact-revision",
                    compaction.compactRevision(),
                    "took",
                    Duration.ofNanos(compaction.tookNanos()),
                    "number-of-keys-compacted",
                    compaction.keysCompacted(),
                    "hash",
                    Integer.toUnsignedLong(compaction.hash()));
        }
    }
}
