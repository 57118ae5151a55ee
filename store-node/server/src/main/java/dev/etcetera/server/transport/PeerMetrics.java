package dev.etcetera.server.transport;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The etcd_network_* metrics of the peer protocol, and those of saving what comes by it. Any thread. */
public final class PeerMetrics {
    private final Gauge active;
    private final Counter disconnected;
    private final Counter sentBytes;
    private final Counter receivedBytes;
    private final Counter sentFailures;
    private final Counter receivedFailures;
    private final Histogram roundTrip;
    private final SnapshotMetrics snapshotsSent;
    private final SnapshotMetrics snapshotsReceived;
    private final ReceivedDatabaseMetrics receivedDatabases;

    /** Registers the metrics. */
    public PeerMetrics(PrometheusRegistry registry) {
        active = Gauge.builder()
                .name("etcd_network_active_peers")
                .help("The current number of active peer connections.")
                .labelNames("Local", "Remote")
                .register(registry);
        disconnected = counter(registry, "disconnected_peers", "disconnected peers.", "Local", "Remote");
        sentBytes = counter(registry, "peer_sent_bytes", "bytes sent to peers.", "To");
        receivedBytes = counter(registry, "peer_received_bytes", "bytes received from peers.", "From");
        sentFailures = counter(registry, "peer_sent_failures", "send failures from peers.", "To");
        receivedFailures = counter(registry, "peer_received_failures", "receive failures from peers.", "From");
        roundTrip = Histogram.builder()
                .name("etcd_network_peer_round_trip_time_seconds")
                .help("Round-Trip-Time histogram between peers")
                .classicOnly()
                .classicExponentialUpperBounds(0.0001, 2, 16)
                .labelNames("To")
                .register(registry);
        snapshotsSent = SnapshotMetrics.sending(registry);
        snapshotsReceived = SnapshotMetrics.receiving(registry);
        receivedDatabases = new ReceivedDatabaseMetrics(registry);
    }

    SnapshotMetrics snapshotsSent() {
        return snapshotsSent;
    }

    SnapshotMetrics snapshotsReceived() {
        return snapshotsReceived;
    }

    ReceivedDatabaseMetrics receivedDatabases() {
        return receivedDatabases;
    }

    /** Bytes that came outside the streams. */
    void received(String remoteHex, long bytes) {
        receivedBytes.labelValues(remoteHex).inc(bytes);
    }

    private static Counter counter(PrometheusRegistry registry, String name, String what, String... labels) {
        return Counter.builder()
                .name("etcd_network_" + name)
                .help("The total number of " + what)
                .labelNames(labels)
                .register(registry);
    }

    OfPeer of(String localHex, String remoteHex) {
        return new OfPeer(localHex, remoteHex);
    }

    /** The same metrics with one peer's labels looked up once. */
    final class OfPeer {
        private final String local;
        private final String remote;
        private final io.prometheus.metrics.core.datapoints.CounterDataPoint sent;
        private final io.prometheus.metrics.core.datapoints.CounterDataPoint received;

        private OfPeer(String local, String remote) {
            this.local = local;
            this.remote = remote;
            this.sent = sentBytes.labelValues(remote);
            this.received = receivedBytes.labelValues(remote);
        }

        SnapshotMetrics snapshots() {
            return snapshotsSent;
        }

        void sent(long bytes) {
            sent.inc(bytes);
        }

        void received(long bytes) {
            received.inc(bytes);
        }

        void sendFailed() {
            sentFailures.labelValues(remote).inc();
        }

        void receiveFailed() {
            receivedFailures.labelValues(remote).inc();
        }

        void activated() {
            active.labelValues(local, remote).inc();
        }

        void deactivated() {
            active.labelValues(local, remote).dec();
            disconnected.labelValues(local, remote).inc();
        }

        void roundTrip(double seconds) {
            roundTrip.labelValues(remote).observe(seconds);
        }
    }
}
