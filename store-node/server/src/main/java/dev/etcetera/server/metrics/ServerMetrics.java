package dev.etcetera.server.metrics;

/** Consensus, proposals and the member itself. */
public record ServerMetrics(
        Gauge hasLeader,
        Gauge isLeader,
        Gauge isLearner,
        Counter leaderChanges,
        Gauge proposalsCommitted,
        Gauge proposalsApplied,
        Gauge proposalsPending,
        Counter proposalsFailed,
        Counter slowApplies,
        Counter slowReadIndexes,
        Counter failedReadIndexes,
        Counter heartbeatSendFailures,
        Counter learnerPromotions,
        Gauge snapshotAppliesInProgress,
        Gauge quotaBackendBytes,
        Family<Histogram> applyDuration,
        Family<Histogram> requestDuration,
        Family<Histogram> rangeDuration,
        Family<Counter> clientRequests,
        Health health,
        Identity identity) {
    /** Outcomes of health checks. */
    public record Health(
            Counter success, Counter failures, Family<Gauge> check, Family<Counter> checks, Family<Gauge> alarms) {}

    /** Gauges that are 1 for the label values that hold. */
    public record Identity(
            Family<Gauge> id,
            Family<Gauge> version,
            Family<Gauge> goVersion,
            Family<Gauge> clusterVersion,
            Family<Gauge> featureEnabled) {}

    static ServerMetrics in(MetricRegistry r) {
        double[] requestBounds = Histogram.exponential(0.001, 2, 14);
        double[] applyBounds = Histogram.exponential(0.0001, 2, 20);
        return new ServerMetrics(
                r.gauge("etcd_server_has_leader", "Whether or not a leader exists. 1 is existence, 0 is not."),
                r.gauge("etcd_server_is_leader", "Whether or not this member is the leader."),
                r.gauge("etcd_server_is_learner", "Whether or not this member is a learner."),
                r.counter("etcd_server_leader_changes_seen_total", "Changes of the leader that this member saw."),
                r.gauge("etcd_server_proposals_committed_total", "Index of the newest committed entry."),
                r.gauge("etcd_server_proposals_applied_total", "Index of the newest applied entry."),
                r.gauge("etcd_server_proposals_pending", "Proposals waiting for their commit."),
                r.counter("etcd_server_proposals_failed_total", "Proposals that failed."),
                r.counter("etcd_server_slow_apply_total", "Requests whose apply took longer than the warning time."),
                r.counter("etcd_server_slow_read_indexes_total", "Read indexes not confirmed in time."),
                r.counter("etcd_server_read_indexes_failed_total", "Read indexes that failed."),
                r.counter("etcd_server_heartbeat_send_failures_total", "Heartbeats the leader was late to send."),
                r.counter("etcd_server_learner_promote_successes", "Learners promoted while this member led."),
                r.gauge("etcd_server_snapshot_apply_in_progress_total", "1 while a received snapshot is applied."),
                r.gauge("etcd_server_quota_backend_bytes", "Quota of the backend in bytes."),
                r.histograms(
                        "etcd_server_apply_duration_seconds",
                        "Time to apply a request.",
                        applyBounds,
                        "version",
                        "op",
                        "success"),
                r.histograms(
                        "etcd_server_request_duration_seconds",
                        "Time from a request's arrival to its answer.",
                        requestBounds,
                        "type",
                        "success"),
                r.histograms("etcd_server_range_duration_seconds", "Time of range reads.", applyBounds, "success"),
                r.counters(
                        "etcd_server_client_requests_total",
                        "Requests by client version.",
                        "type",
                        "client_api_version"),
                health(r),
                identity(r));
    }

    private static Health health(MetricRegistry r) {
        return new Health(
                r.counter("etcd_server_health_success", "Health checks passed."),
                r.counter("etcd_server_health_failures", "Health checks failed."),
                r.gauges("etcd_server_healthcheck", "Result of the last check.", "type", "name"),
                r.counters("etcd_server_healthchecks_total", "Checks by result.", "type", "name", "status"),
                r.gauges("etcd_debugging_server_alarms", "Alarms that are on.", "server_id", "alarm_type"));
    }

    private static Identity identity(MetricRegistry r) {
        return new Identity(
                r.gauges("etcd_server_id", "1 for this member's id in hexadecimal.", "server_id"),
                r.gauges("etcd_server_version", "1 for the running version.", "server_version"),
                r.gauges("etcd_server_go_version", "1 for the runtime.", "server_go_version"),
                r.gauges("etcd_cluster_version", "1 for the cluster's version.", "cluster_version"),
                r.gauges("etcd_server_feature_enabled", "1 where a feature gate is on.", "name", "stage"));
    }
}
