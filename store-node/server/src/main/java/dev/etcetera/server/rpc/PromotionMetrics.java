package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What /metrics says of promotions while this member leads. Their names lack a counter's ending, so they are gauges. */
public final class PromotionMetrics {
    private final Gauge successes;
    private final Gauge failures;

    public PromotionMetrics(PrometheusRegistry registry) {
        successes = Gauge.builder()
                .name("etcd_server_learner_promote_successes")
                .help("The total number of successful learner promotions while this member is leader.")
                .register(registry);
        failures = Gauge.builder()
                .name("etcd_server_learner_promote_failures")
                .help("The total number of failed learner promotions (likely learner not ready) while this member"
                        + " is leader.")
                .labelNames("Reason")
                .register(registry);
    }

    void promoted() {
        successes.inc();
    }

    void refused(EtcdError error) {
        failures.labelValues(error.message()).inc();
    }
}
