package dev.etcetera.server.metrics;

import dev.etcetera.server.metrics.Registration.Bounds;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;

/** The key space, its revisions and its watchers. */
public record MvccMetrics(
        Counter ranges,
        Counter puts,
        Counter deletes,
        Counter transactions,
        Level dbTotalBytes,
        Level dbInUseBytes,
        Level openReads,
        Histogram hash,
        Histogram hashByRevision,
        Revisions revisions,
        Watching watching) {
    /** History and its compaction. */
    public record Revisions(
            Level keys,
            Level totalPutBytes,
            Level current,
            Level compacted,
            Level lastCompaction,
            Counter compactedKeys,
            Histogram compactionMillis,
            Histogram compactionPauseMillis) {}

    /** Watchers and their events. */
    public record Watching(Level streams, Level watchers, Level slowWatchers, Counter events, Level pendingEvents) {}

    static MvccMetrics in(Registration r) {
        Bounds hash = new Bounds(0.01, 2, 15);
        return new MvccMetrics(
                r.counter("etcd_mvcc_range_total", "Ranges seen by this member."),
                r.counter("etcd_mvcc_put_total", "Puts seen by this member."),
                r.counter("etcd_mvcc_delete_total", "Deletes seen by this member."),
                r.counter("etcd_mvcc_txn_total", "Transactions seen by this member."),
                r.level("etcd_mvcc_db_total_size_in_bytes", "Bytes the backend takes on disk."),
                r.level("etcd_mvcc_db_total_size_in_use_in_bytes", "Bytes of the backend that are in use."),
                r.level("etcd_mvcc_db_open_read_transactions", "Read transactions that are open."),
                r.histogram("etcd_mvcc_hash_duration_seconds", "Time to hash the whole backend.", hash),
                r.histogram("etcd_mvcc_hash_rev_duration_seconds", "Time to hash up to a revision.", hash),
                revisions(r),
                watching(r));
    }

    private static Revisions revisions(Registration r) {
        return new Revisions(
                r.level("etcd_debugging_mvcc_keys_total", "Keys."),
                r.level("etcd_debugging_mvcc_total_put_size_in_bytes", "Bytes of all puts."),
                r.level("etcd_debugging_mvcc_current_revision", "The newest revision."),
                r.level("etcd_debugging_mvcc_compact_revision", "The revision of the last compaction."),
                r.level("etcd_debugging_mvcc_db_compaction_last", "Unix time of the last compaction."),
                r.counter("etcd_debugging_mvcc_db_compaction_keys_total", "Records deleted by compactions."),
                r.histogram(
                        "etcd_debugging_mvcc_db_compaction_total_duration_milliseconds",
                        "Time of a compaction.",
                        new Bounds(100, 2, 14)),
                r.histogram(
                        "etcd_debugging_mvcc_db_compaction_pause_duration_milliseconds",
                        "Time for which a compaction's step held up writes.",
                        new Bounds(1, 2, 13)));
    }

    private static Watching watching(Registration r) {
        return new Watching(
                r.level("etcd_debugging_mvcc_watch_stream_total", "Watch streams."),
                r.level("etcd_debugging_mvcc_watcher_total", "Watchers."),
                r.level("etcd_debugging_mvcc_slow_watcher_total", "Watchers that are behind."),
                r.counter("etcd_debugging_mvcc_events_total", "Events sent."),
                r.level("etcd_debugging_mvcc_pending_events_total", "Events waiting to be sent."));
    }
}
