package dev.etcetera.server.read;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What /metrics says of linearizable reads. */
public final class ReadMetrics {
    private final Counter slow;
    private final Counter failed;

    public ReadMetrics(PrometheusRegistry registry) {
        slow = Counter.builder()
                .name("etcd_server_slow_read_indexes_total")
                .help("ReadIndex requests that were answered late or not in time.")
                .register(registry);
        failed = Counter.builder()
                .name("etcd_server_read_indexes_failed_total")
                .help("ReadIndex requests that failed.")
                .register(registry);
    }

    /** An answer nobody waits for any more, since its request was repeated or given up. */
    void outOfDate() {
        slow.inc();
    }

    void slow() {
        slow.inc();
    }

    void failed() {
        failed.inc();
    }
}
