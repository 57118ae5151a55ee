package dev.etcetera.server.transport;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Snapshots that go one way, by the member at the other end. Any thread. */
final class SnapshotMetrics {
    private static final double NANOS = 1e-9;
    private static final double FIRST_BOUND_SECONDS = 0.1;
    private static final int BOUNDS = 10;

    private final Counter success;
    private final Counter failures;
    private final Histogram seconds;
    /** A gauge with the name of a counter, as etcd has it: what goes on now. */
    private final Map<String, AtomicLong> inFlight = new ConcurrentHashMap<>();

    private SnapshotMetrics(PrometheusRegistry registry, String direction, String label) {
        String prefix = "etcd_network_snapshot_" + direction;
        String what = " snapshot " + direction;
        success = Counter.builder()
                .name(prefix + "_success")
                .help("Total number of successful" + what + "s")
                .labelNames(label)
                .register(registry);
        failures = Counter.builder()
                .name(prefix + "_failures")
                .help("Total number of" + what + " failures")
                .labelNames(label)
                .register(registry);
        seconds = Histogram.builder()
                .name(prefix + "_total_duration_seconds")
                .help("Total latency distributions of v3" + what + "s")
                .classicOnly()
                .classicExponentialUpperBounds(FIRST_BOUND_SECONDS, 2, BOUNDS)
                .labelNames(label)
                .register(registry);
        CounterWithCallback.builder()
                .name(prefix + "_inflights_total")
                .help("Total number of inflight" + what + "s")
                .labelNames(label)
                .callback(callback -> inFlight.forEach((peer, count) -> callback.call((double) count.get(), peer)))
                .register(registry);
    }

    static SnapshotMetrics sending(PrometheusRegistry registry) {
        return new SnapshotMetrics(registry, "send", "To");
    }

    static SnapshotMetrics receiving(PrometheusRegistry registry) {
        return new SnapshotMetrics(registry, "receive", "From");
    }

    void began(String peerHex) {
        inFlight.computeIfAbsent(peerHex, peer -> new AtomicLong()).incrementAndGet();
    }

    void ended(String peerHex) {
        inFlight.computeIfAbsent(peerHex, peer -> new AtomicLong()).decrementAndGet();
    }

    void succeeded(String peerHex, Duration took) {
        success.labelValues(peerHex).inc();
        seconds.labelValues(peerHex).observe(took.toNanos() * NANOS);
    }

    void failed(String peerHex) {
        failures.labelValues(peerHex).inc();
    }
}
