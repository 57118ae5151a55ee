package dev.etcetera.server.apply;

import dev.etcetera.api.EtcdError;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** What /metrics says of applying. Owned by the apply thread. */
public final class ApplyMetrics {
    private static final double NANOS = 1e-9;
    /** etcd's; a request that takes longer holds all others up. */
    private static final long SLOW_NANOS = 100_000_000;

    private final CounterDataPoint appliedIndexes;
    private final CounterDataPoint slow;
    private final Map<RequestKind, DistributionDataPoint> succeeded = new EnumMap<>(RequestKind.class);
    private final Map<RequestKind, DistributionDataPoint> failed = new EnumMap<>(RequestKind.class);
    private long lastIndex;

    public ApplyMetrics(PrometheusRegistry registry) {
        appliedIndexes = Counter.builder()
                .name("etcd_server_proposals_applied")
                .help("Index of the last entry that was applied.")
                .register(registry);
        slow = Counter.builder()
                .name("etcd_server_slow_apply_total")
                .help("Requests whose applying took more than 100 ms.")
                .register(registry);
        Histogram durations = Histogram.builder()
                .name("etcd_server_apply_duration_seconds")
                .help("Time it took to apply a request.")
                .labelNames("version", "op", "success")
                .classicOnly()
                .classicExponentialUpperBounds(0.0001, 2, 20)
                .register(registry);
        for (RequestKind kind : RequestKind.values()) {
            succeeded.put(kind, durations.labelValues("v3", kind.label(), "true"));
            failed.put(kind, durations.labelValues("v3", kind.label(), "false"));
        }
    }

    void applied(long index) {
        if (index > lastIndex) {
            appliedIndexes.inc(index - lastIndex);
            lastIndex = index;
        }
    }

    void applied(RequestKind kind, ApplyResult result, long nanos) {
        if (nanos > SLOW_NANOS) {
            slow.inc();
        }
        boolean success = !(result instanceof ApplyResult.Rejected(EtcdError error)) || error == EtcdError.COMPACTED;
        Objects.requireNonNull((success ? succeeded : failed).get(kind)).observe((double) nanos * NANOS);
    }
}
