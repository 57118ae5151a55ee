package dev.etcetera.server.metrics;

import dev.etcetera.server.metrics.Registration.Bounds;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;

/** The key space, its revisions and its watchers. */
public record MvccMetrics(Level dbTotalBytes, Level dbInUseBytes, Revisions revisions, Watching watching, Calls calls) {
    /** History and its compaction. */
    public record Revisions(
            Level keys,
            Level current,
            Level compacted,
            Level lastCompaction,
            Counter compactedKeys,
            Histogram compactionMillis,
            Histogram compactionPauseMillis) {}

    /** Watchers. */
    public record Watching(Level watchers, Level slowWatchers) {}

    /** How often the store was asked for what. */
    public record Calls(Level ranges, Level puts, Level putBytes, Level deletes, Level txns) {}

    static MvccMetrics in(Registration r) {
        return new MvccMetrics(
                r.level("etcd_mvcc_db_total_size_in_bytes", "Bytes the backend takes on disk."),
                r.level("etcd_mvcc_db_total_size_in_use_in_bytes", "Bytes of the backend that are in use."),
                revisions(r),
                new Watching(
                        r.level("etcd_debugging_mvcc_watcher_total", "Watchers."),
                        r.level("etcd_debugging_mvcc_slow_watcher_total", "Watchers that are behind.")),
                new Calls(
                        r.level("etcd_mvcc_range_total", "Ranges read by this member."),
                        r.level("etcd_mvcc_put_total", "Puts of this member."),
                        r.level("etcd_debugging_mvcc_total_put_size_in_bytes", "Bytes of keys and values put."),
                        r.level("etcd_mvcc_delete_total", "Deletions of this member."),
                        r.level("etcd_mvcc_txn_total", "Transactions of more than one operation.")));
    }

    private static Revisions revisions(Registration r) {
        return new Revisions(
                r.level("etcd_debugging_mvcc_keys_total", "Keys."),
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
}
