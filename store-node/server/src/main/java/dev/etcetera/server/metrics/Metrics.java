package dev.etcetera.server.metrics;

/** Every metric of a member, by who feeds it. Made once in the bootstrap and handed to those who count. */
public record Metrics(
        MetricRegistry registry,
        ServerMetrics server,
        DiskMetrics disk,
        MvccMetrics mvcc,
        LeaseMetrics lease,
        NetworkMetrics network,
        GrpcMetrics grpc) {
    /** All metrics at zero; {@code extensive} adds latency histograms of gRPC calls. */
    public static Metrics create(boolean extensive) {
        MetricRegistry registry = new MetricRegistry();
        ProcessMetrics.register(registry);
        return new Metrics(
                registry,
                ServerMetrics.in(registry),
                DiskMetrics.in(registry),
                MvccMetrics.in(registry),
                LeaseMetrics.in(registry),
                NetworkMetrics.in(registry),
                new GrpcMetrics(registry, extensive));
    }
}
