package dev.etcetera.server.metrics;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives metrics the type and the name that etcd prints. Prometheus' client for Java keeps {@code _total} to counters and gives it to
 * every counter; etcd has gauges with it and counters without. Done on the finished text: who counts knows nothing of it.
 */
final class EtcdTypes {
    private static final String TYPE = "# TYPE ";

    private static final Set<String> GAUGES = Set.of(
            "etcd_debugging_mvcc_keys_total",
            "etcd_debugging_mvcc_slow_watcher_total",
            "etcd_debugging_mvcc_watcher_total",
            "etcd_disk_wal_write_bytes_total",
            "etcd_server_proposals_applied_total",
            "etcd_server_proposals_committed_total",
            "etcd_server_snapshot_apply_in_progress_total");
    private static final Map<String, String> COUNTERS = Map.of(
            "etcd_server_health_success_total", "etcd_server_health_success",
            "etcd_server_health_failures_total", "etcd_server_health_failures");
    private static final Set<String> COUNTERS_OF_THEIR_NAME = Set.of("etcd_server_learner_promote_successes");

    private EtcdTypes() {}

    static String in(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (String line : (Iterable<String>) text.lines()::iterator) {
            out.append(line.startsWith("# ") ? comment(line) : sample(line)).append('\n');
        }
        return out.toString();
    }

    private static String comment(String line) {
        List<String> words = List.of(line.split(" ", 4));
        String name = words.size() > 2 ? words.get(2) : "";
        if (line.startsWith(TYPE) && GAUGES.contains(name)) {
            return TYPE + name + " gauge";
        }
        if (line.startsWith(TYPE) && COUNTERS_OF_THEIR_NAME.contains(name)) {
            return TYPE + name + " counter";
        }
        String other = COUNTERS.get(name);
        return other == null ? line : line.replaceFirst(name, other);
    }

    private static String sample(String line) {
        int end = line.indexOf(' ');
        String other = end < 0 ? null : COUNTERS.get(line.substring(0, end));
        return other == null ? line : other + line.substring(end);
    }
}
