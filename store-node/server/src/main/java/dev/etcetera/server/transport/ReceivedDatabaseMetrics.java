package dev.etcetera.server.transport;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What it takes to save the databases that come with snapshots. Any thread. */
final class ReceivedDatabaseMetrics {
    private static final double NANOS = 1e-9;

    private final Histogram fsync;
    private final Histogram save;

    ReceivedDatabaseMetrics(PrometheusRegistry registry) {
        fsync = histogram(registry, "fsync", "The latency distributions of fsyncing .snap.db file", 0.001, 14);
        save = histogram(registry, "save_total", "The total latency distributions of v3 snapshot save", 0.1, 10);
    }

    private static Histogram histogram(
            PrometheusRegistry registry, String what, String help, double firstBoundSeconds, int bounds) {
        return Histogram.builder()
                .name("etcd_snap_db_" + what + "_duration_seconds")
                .help(help)
                .classicOnly()
                .classicExponentialUpperBounds(firstBoundSeconds, 2, bounds)
                .register(registry);
    }

    void synced(long nanos) {
        fsync.observe(nanos * NANOS);
    }

    /** From the first byte to where the file has its name for good. */
    void saved(long nanos) {
        save.observe(nanos * NANOS);
    }
}
