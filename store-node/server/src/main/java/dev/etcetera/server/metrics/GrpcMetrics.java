package dev.etcetera.server.metrics;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** go-grpc-prometheus' metrics of the server side. Methods are resolved once; counting a call allocates nothing. */
public final class GrpcMetrics {
    private static final double[] LATENCY = {.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10};
    private static final String[] LABELS = {"grpc_method", "grpc_service", "grpc_type"};

    private final Family<Counter> started;
    private final Family<Counter> received;
    private final Family<Counter> sent;
    private final Family<Counter> handled;
    private final Optional<Family<Histogram>> handling;

    GrpcMetrics(MetricRegistry r, boolean extensive) {
        started = r.counters("grpc_server_started_total", "RPCs started on the server.", LABELS);
        received = r.counters("grpc_server_msg_received_total", "Messages received on the server.", LABELS);
        sent = r.counters("grpc_server_msg_sent_total", "Messages sent by the server.", LABELS);
        handled = r.counters(
                "grpc_server_handled_total",
                "RPCs completed on the server.",
                "grpc_code",
                "grpc_method",
                "grpc_service",
                "grpc_type");
        handling = extensive
                ? Optional.of(r.histograms("grpc_server_handling_seconds", "Time of RPCs.", LATENCY, LABELS))
                : Optional.empty();
    }

    /** The metrics of a method; {@code type} is unary, client_stream, server_stream or bidi_stream. */
    public Method method(String service, String name, String type) {
        return new Method(
                started.with(name, service, type),
                received.with(name, service, type),
                sent.with(name, service, type),
                handling.map(family -> family.with(name, service, type)),
                new Handled(handled, service, name, type));
    }

    /** Counters of one method. */
    public record Method(
            Counter started, Counter received, Counter sent, Optional<Histogram> handling, Handled handled) {}

    /** Completed calls of one method by status code in Go's spelling ({@code OK}, {@code InvalidArgument}). */
    public static final class Handled {
        private final Family<Counter> family;
        private final String service;
        private final String name;
        private final String type;
        private final Map<String, Counter> byCode = new ConcurrentHashMap<>();
        private final Counter ok;

        Handled(Family<Counter> family, String service, String name, String type) {
            this.family = family;
            this.service = service;
            this.name = name;
            this.type = type;
            this.ok = family.with("OK", name, service, type);
        }

        /** Counts a call that went well. */
        public void ok() {
            ok.increment();
        }

        /** Counts a call that ended with another code. */
        public void failed(String code) {
            byCode.computeIfAbsent(code, c -> family.with(c, name, service, type))
                    .increment();
        }
    }
}
