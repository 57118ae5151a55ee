package dev.etcetera.server.rpc;

import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;

/** Counts one call. Called by gRPC, never twice at once for the same event. */
final class CallTracer extends ServerStreamTracer {
    private final MethodMetrics method;
    private final CounterDataPoint receivedBytes;
    private final CounterDataPoint sentBytes;
    private final long startNanos;

    CallTracer(MethodMetrics method, CounterDataPoint receivedBytes, CounterDataPoint sentBytes) {
        this.method = method;
        this.receivedBytes = receivedBytes;
        this.sentBytes = sentBytes;
        this.startNanos = method.isTimed() ? System.nanoTime() : 0;
        method.started();
    }

    @Override
    public void inboundMessage(int sequence) {
        method.received();
    }

    @Override
    public void outboundMessage(int sequence) {
        method.sent();
    }

    @Override
    public void inboundUncompressedSize(long bytes) {
        receivedBytes.inc(bytes);
    }

    @Override
    public void outboundUncompressedSize(long bytes) {
        sentBytes.inc(bytes);
    }

    @Override
    public void streamClosed(Status status) {
        method.ended(status.getCode(), method.isTimed() ? System.nanoTime() - startNanos : 0);
    }
}
