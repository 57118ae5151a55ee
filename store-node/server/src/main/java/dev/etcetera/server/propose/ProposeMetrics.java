package dev.etcetera.server.propose;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.atomic.LongAdder;

/** What /metrics says of proposals: {@code etcd_server_proposals_pending}, {@code etcd_server_proposals_failed_total}. */
public final class ProposeMetrics {
    private final LongAdder pending = new LongAdder();
    private final Counter failed;

    public ProposeMetrics(PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name("etcd_server_proposals_pending")
                .help("Proposals that wait for being applied.")
                .callback(callback -> callback.call((double) pending.sum()))
                .register(registry);
        failed = Counter.builder()
                .name("etcd_server_proposals_failed_total")
                .help("Proposals that were not seen applied in time.")
                .register(registry);
    }

    void pending(int change) {
        pending.add(change);
    }

    void failed() {
        failed.inc();
    }
}
