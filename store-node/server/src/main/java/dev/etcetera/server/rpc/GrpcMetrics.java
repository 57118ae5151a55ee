package dev.etcetera.server.rpc;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code grpc_server_*} as etcd's dashboards and alerts know them, and the bytes to and from clients. Counts in a stream
 * tracer, which costs one small object per call; all series exist from the start.
 */
final class GrpcMetrics extends ServerStreamTracer.Factory {
    private static final String[] LABELS = {"grpc_type", "grpc_service", "grpc_method"};

    private final Map<String, MethodMetrics> methods = new HashMap<>();
    private final CounterDataPoint receivedBytes;
    private final CounterDataPoint sentBytes;

    /**
     * @param extensive whether to measure durations, as with {@code --metrics=extensive}
     */
    GrpcMetrics(PrometheusRegistry registry, List<ServerServiceDefinition> services, boolean extensive) {
        receivedBytes = counter("etcd_network_client_grpc_received_bytes_total", "Bytes received from clients.")
                .register(registry);
        sentBytes = counter("etcd_network_client_grpc_sent_bytes_total", "Bytes sent to clients.")
                .register(registry);
        Families families = new Families(
                counter("grpc_server_started_total", "Calls started.")
                        .labelNames(LABELS)
                        .register(registry),
                counter("grpc_server_handled_total", "Calls ended, by code.")
                        .labelNames("grpc_type", "grpc_service", "grpc_method", "grpc_code")
                        .register(registry),
                counter("grpc_server_msg_received_total", "Messages received from clients.")
                        .labelNames(LABELS)
                        .register(registry),
                counter("grpc_server_msg_sent_total", "Messages sent to clients.")
                        .labelNames(LABELS)
                        .register(registry),
                extensive
                        ? Histogram.builder()
                                .name("grpc_server_handling_seconds")
                                .help("Time until a call was answered.")
                                .labelNames(LABELS)
                                .classicOnly()
                                .classicUpperBounds(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10)
                                .register(registry)
                        : null);
        for (ServerServiceDefinition service : services) {
            service.getMethods().forEach(method -> register(method.getMethodDescriptor(), families));
        }
    }

    private record Families(
            Counter started,
            Counter handled,
            Counter received,
            Counter sent,
            @Nullable Histogram handling) {}

    @Override
    public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
        MethodMetrics metrics = methods.get(fullMethodName);
        return metrics == null ? new ServerStreamTracer() {} : new CallTracer(metrics, receivedBytes, sentBytes);
    }

    private static Counter.Builder counter(String name, String help) {
        return Counter.builder().name(name).help(help);
    }

    private void register(MethodDescriptor<?, ?> method, Families families) {
        String service = String.valueOf(method.getServiceName());
        String name = String.valueOf(method.getBareMethodName());
        String type = switch (method.getType()) {
            case UNARY -> "unary";
            case CLIENT_STREAMING -> "client_stream";
            case SERVER_STREAMING -> "server_stream";
            case BIDI_STREAMING, UNKNOWN -> "bidi_stream";
        };
        Map<Status.Code, CounterDataPoint> handled = new HashMap<>();
        for (Status.Code code : Status.Code.values()) {
            handled.put(code, families.handled().labelValues(type, service, name, GrpcCodes.name(code)));
        }
        Histogram handling = families.handling();
        methods.put(
                method.getFullMethodName(),
                new MethodMetrics(
                        families.started().labelValues(type, service, name),
                        families.received().labelValues(type, service, name),
                        families.sent().labelValues(type, service, name),
                        handled,
                        handling == null ? null : handling.labelValues(type, service, name)));
    }
}
