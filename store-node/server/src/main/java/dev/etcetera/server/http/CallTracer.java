package dev.etcetera.server.http;

import dev.etcetera.server.metrics.GrpcMetrics;
import dev.etcetera.server.metrics.NetworkMetrics;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts one call and its bytes. Used by one call at a time, on whatever thread grpc calls it. */
final class CallTracer extends ServerStreamTracer {
    private final GrpcMetrics.Method method;
    private final NetworkMetrics network;
    private final long startNanos;

    private CallTracer(GrpcMetrics.Method method, NetworkMetrics network) {
        this.method = method;
        this.network = network;
        this.startNanos = method.handling().isPresent() ? System.nanoTime() : 0;
        method.started().increment();
    }

    @Override
    public void inboundMessage(int number) {
        method.received().increment();
    }

    @Override
    public void outboundMessage(int number) {
        method.sent().increment();
    }

    @Override
    public void inboundWireSize(long bytes) {
        network.clientReceivedBytes().add(bytes);
    }

    @Override
    public void outboundWireSize(long bytes) {
        network.clientSentBytes().add(bytes);
    }

    @Override
    public void streamClosed(Status status) {
        if (status.isOk()) {
            method.handled().ok();
        } else {
            method.handled().failed(goName(status.getCode()));
        }
        if (method.handling().isPresent()) {
            method.handling().get().observeNanos(System.nanoTime() - startNanos);
        }
    }

    /** Go spells {@code INVALID_ARGUMENT} as {@code InvalidArgument}. */
    private static String goName(Status.Code code) {
        StringBuilder name = new StringBuilder();
        for (String word : code.name().split("_", -1)) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
        }
        return name.toString();
    }

    /** Makes tracers; knows the methods of all services, so that a call costs one look-up. */
    static final class Factory extends ServerStreamTracer.Factory {
        private final Map<String, GrpcMetrics.Method> methods;
        private final GrpcMetrics.Method unknown;
        private final NetworkMetrics network;

        Factory(List<ServerServiceDefinition> services, GrpcMetrics metrics, NetworkMetrics network) {
            this.network = network;
            Map<String, GrpcMetrics.Method> found = new HashMap<>();
            for (ServerServiceDefinition service : services) {
                for (var method : service.getMethods()) {
                    MethodDescriptor<?, ?> descriptor = method.getMethodDescriptor();
                    found.put(
                            descriptor.getFullMethodName(),
                            metrics.method(
                                    service.getServiceDescriptor().getName(),
                                    String.valueOf(descriptor.getBareMethodName()),
                                    type(descriptor.getType())));
                }
            }
            methods = Map.copyOf(found);
            unknown = metrics.method("unknown", "unknown", "unary");
        }

        @Override
        public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
            return new CallTracer(methods.getOrDefault(fullMethodName, unknown), network);
        }

        private static String type(MethodDescriptor.MethodType type) {
            return switch (type) {
                case UNARY -> "unary";
                case CLIENT_STREAMING -> "client_stream";
                case SERVER_STREAMING -> "server_stream";
                case BIDI_STREAMING, UNKNOWN -> "bidi_stream";
            };
        }
    }
}
