package dev.etcetera.server.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;

/** Consensus and the member itself. Ids in labels are hexadecimal. */
public record ServerMetrics(
        Level hasLeader,
        Level isLeader,
        Level isLearner,
        Counter leaderChanges,
        Level proposalsCommitted,
        Level quotaBackendBytes,
        Level snapshotApplyInProgress,
        Health health,
        Identity identity) {
    /** Outcomes of health checks. */
    public record Health(Counter success, Counter failures, Gauge check, Counter checks) {}

    /** Gauges that are 1 for the label values that hold. */
    public record Identity(Gauge id, Gauge version, Gauge goVersion, Gauge clusterVersion) {}

    static ServerMetrics in(Registration r) {
        return new ServerMetrics(
                r.level("etcd_server_has_leader", "Whether or not a leader exists. 1 is existence, 0 is not."),
                r.level("etcd_server_is_leader", "Whether or not this member is the leader."),
                r.level("etcd_server_is_learner", "Whether or not this member is a learner."),
                r.counter("etcd_server_leader_changes_seen_total", "Changes of the leader that this member saw."),
                r.level("etcd_server_proposals_committed_total", "Index of the newest committed entry."),
                r.level("etcd_server_quota_backend_bytes", "Quota of the backend in bytes."),
                r.level(
                        "etcd_server_snapshot_apply_in_progress_total",
                        "1 if the server is applying the incoming snapshot. 0 if none."),
                health(r),
                identity(r));
    }

    private static Health health(Registration r) {
        return new Health(
                r.counter("etcd_server_health_success", "Health checks passed."),
                r.counter("etcd_server_health_failures", "Health checks failed."),
                r.gauge("etcd_server_healthcheck", "Result of the last check.", "type", "name"),
                r.counter("etcd_server_healthchecks_total", "Checks by result.", "type", "name", "status"));
    }

    private static Identity identity(Registration r) {
        return new Identity(
                r.gauge("etcd_server_id", "1 for this member's id.", "server_id"),
                r.gauge("etcd_server_version", "1 for the running version.", "server_version"),
                r.gauge("etcd_server_go_version", "1 for the runtime.", "server_go_version"),
                r.gauge("etcd_cluster_version", "1 for the cluster's version.", "cluster_version"));
    }
}
