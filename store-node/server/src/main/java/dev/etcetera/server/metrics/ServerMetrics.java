package dev.etcetera.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;

/** Consensus and the member itself. Ids in labels are hexadecimal. */
public record ServerMetrics(
        Level hasLeader,
        Level isLeader,
        Level isLearner,
        Counter leaderChanges,
        Level proposalsCommitted,
        Counter slowApplies,
        Counter heartbeatSendFailures,
        Counter learnerPromotions,
        Level snapshotAppliesInProgress,
        Level quotaBackendBytes,
        Histogram requestDuration,
        Histogram rangeDuration,
        Health health,
        Identity identity) {
    /** Outcomes of health checks. */
    public record Health(Counter success, Counter failures, Gauge check, Counter checks, Gauge alarms) {}

    /** Gauges that are 1 for the label values that hold. */
    public record Identity(
            Gauge id, Gauge version, Gauge goVersion, Gauge clusterVersion, Gauge featureEnabled, Gauge knownPeers) {}

    static ServerMetrics in(Registration r) {
        return new ServerMetrics(
                r.level("etcd_server_has_leader", "Whether or not a leader exists. 1 is existence, 0 is not."),
                r.level("etcd_server_is_leader", "Whether or not this member is the leader."),
                r.level("etcd_server_is_learner", "Whether or not this member is a learner."),
                r.counter("etcd_server_leader_changes_seen_total", "Changes of the leader that this member saw."),
                r.level("etcd_server_proposals_committed_total", "Index of the newest committed entry."),
                r.counter("etcd_server_slow_apply_total", "Requests whose apply took longer than the warning time."),
                r.counter("etcd_server_heartbeat_send_failures_total", "Heartbeats the leader was late to send."),
                r.counter("etcd_server_learner_promote_successes", "Learners promoted while this member led."),
                r.level("etcd_server_snapshot_apply_in_progress_total", "1 while a received snapshot is applied."),
                r.level("etcd_server_quota_backend_bytes", "Quota of the backend in bytes."),
                r.histogram(
                        "etcd_server_request_duration_seconds",
                        "Time from a request's arrival to its answer.",
                        Registration.Bounds.DISK_SECONDS,
                        "type",
                        "success"),
                r.histogram(
                        "etcd_server_range_duration_seconds",
                        "Time of range reads.",
                        new Registration.Bounds(0.0001, 2, 20),
                        "success"),
                health(r),
                identity(r));
    }

    private static Health health(Registration r) {
        return new Health(
                r.counter("etcd_server_health_success", "Health checks passed."),
                r.counter("etcd_server_health_failures", "Health checks failed."),
                r.gauge("etcd_server_healthcheck", "Result of the last check.", "type", "name"),
                r.counter("etcd_server_healthchecks_total", "Checks by result.", "type", "name", "status"),
                r.gauge("etcd_debugging_server_alarms", "Alarms that are on.", "server_id", "alarm_type"));
    }

    private static Identity identity(Registration r) {
        return new Identity(
                r.gauge("etcd_server_id", "1 for this member's id.", "server_id"),
                r.gauge("etcd_server_version", "1 for the running version.", "server_version"),
                r.gauge("etcd_server_go_version", "1 for the runtime.", "server_go_version"),
                r.gauge("etcd_cluster_version", "1 for the cluster's version.", "cluster_version"),
                r.gauge("etcd_server_feature_enabled", "1 where a feature gate is on.", "name", "stage"),
                r.gauge("etcd_network_known_peers", "Members known.", "Local", "Remote"));
    }
}
