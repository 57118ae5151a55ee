package dev.etcetera.server.config;

import java.time.Duration;

/** Bounds of what clients may ask and from when slowness is told. */
public record LimitConfig(
        int maxTxnOps,
        int maxRequestBytes,
        long maxConcurrentStreams,
        Duration warningApplyDuration,
        Duration warningUnaryRequestDuration,
        Duration watchProgressNotifyInterval) {
    /** What gRPC adds to a request of {@code maxRequestBytes}. */
    private static final int GRPC_OVERHEAD_BYTES = 512 * 1024;

    /** Largest message a client may send. */
    public int maxReceiveBytes() {
        return Math.addExact(maxRequestBytes, GRPC_OVERHEAD_BYTES);
    }
}
