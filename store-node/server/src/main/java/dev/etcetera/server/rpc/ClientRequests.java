package dev.etcetera.server.rpc;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Counts calls by kind and client version: {@code etcd_server_client_requests_total}. Any thread. */
final class ClientRequests {
    /** Versions are the clients' own words: nobody may fill the memory with them. */
    private static final int MAX_VERSIONS = 64;

    private final Counter counter;
    private final Map<String, CounterDataPoint> unary = new ConcurrentHashMap<>();
    private final Map<String, CounterDataPoint> streams = new ConcurrentHashMap<>();

    ClientRequests(PrometheusRegistry registry) {
        counter = Counter.builder()
                .name("etcd_server_client_requests_total")
                .help("Calls by client version.")
                .labelNames("type", "client_api_version")
                .register(registry);
    }

    void count(boolean isUnary, @Nullable String clientVersion) {
        Map<String, CounterDataPoint> known = isUnary ? unary : streams;
        String version = clientVersion == null ? "unknown" : clientVersion;
        CounterDataPoint point = known.get(version);
        if (point == null) {
            String label = known.size() < MAX_VERSIONS ? version : "other";
            point = known.computeIfAbsent(label, name -> counter.labelValues(isUnary ? "unary" : "stream", name));
        }
        point.inc();
    }
}
