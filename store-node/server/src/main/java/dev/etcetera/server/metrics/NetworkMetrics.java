package dev.etcetera.server.metrics;

/** Traffic with other members (ids in hexadecimal) and with clients. */
public record NetworkMetrics(
        Counter clientReceivedBytes,
        Counter clientSentBytes,
        Family<Counter> peerSentBytes,
        Family<Counter> peerReceivedBytes,
        Family<Counter> peerSentFailures,
        Family<Counter> peerReceivedFailures,
        Family<Histogram> peerRoundTrip,
        Family<Gauge> activePeers,
        Family<Gauge> knownPeers,
        Family<Counter> disconnectedPeers) {
    static NetworkMetrics in(MetricRegistry r) {
        return new NetworkMetrics(
                r.counter("etcd_network_client_grpc_received_bytes_total", "Bytes received from gRPC clients."),
                r.counter("etcd_network_client_grpc_sent_bytes_total", "Bytes sent to gRPC clients."),
                r.counters("etcd_network_peer_sent_bytes_total", "Bytes sent to members.", "To"),
                r.counters("etcd_network_peer_received_bytes_total", "Bytes received from members.", "From"),
                r.counters("etcd_network_peer_sent_failures_total", "Messages that could not be sent.", "To"),
                r.counters("etcd_network_peer_received_failures_total", "Messages not received.", "From"),
                r.histograms(
                        "etcd_network_peer_round_trip_time_seconds",
                        "Round trip between members.",
                        Histogram.exponential(0.0001, 2, 16),
                        "To"),
                r.gauges("etcd_network_active_peers", "Members connected to.", "Local", "Remote"),
                r.gauges("etcd_network_known_peers", "Members known.", "Local", "Remote"),
                r.counters("etcd_network_disconnected_peers_total", "Members lost.", "Local", "Remote"));
    }
}
