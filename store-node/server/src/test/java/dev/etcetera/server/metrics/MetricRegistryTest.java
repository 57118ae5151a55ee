package dev.etcetera.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MetricRegistryTest {
    private final MetricRegistry registry = new MetricRegistry();

    @Test
    void textFormatIsPrometheus() {
        registry.counters("b_total", "Bees.", "a", "b").with("x\"y", "z").add(3);
        registry.gauge("a_total", "A gauge may end in _total.").set(-2);
        registry.histogram("c_seconds", "Sees.", .5, 1).observe(0.75);
        assertThat(registry.print()).isEqualTo("""
                # HELP a_total A gauge may end in _total.
                # TYPE a_total gauge
                a_total -2
                # HELP b_total Bees.
                # TYPE b_total counter
                b_total{a="x\\"y",b="z"} 3
                # HELP c_seconds Sees.
                # TYPE c_seconds histogram
                c_seconds_bucket{le="0.5"} 0
                c_seconds_bucket{le="1"} 1
                c_seconds_bucket{le="+Inf"} 1
                c_seconds_sum 0.75
                c_seconds_count 1
                """);
    }

    @Test
    void aNameIsTakenOnce() {
        registry.gauge("g", "G.");
        assertThatThrownBy(() -> registry.gauge("g", "G.")).hasMessage("metric g is registered twice");
    }

    @Test
    void aFamilyWithoutChildrenIsNotPrinted() {
        Family<Gauge> family = registry.gauges("g", "G.", "l");
        family.with("v").from(() -> 0.5);
        assertThat(registry.print()).contains("g{l=\"v\"} 0.5");
        family.remove("v");
        assertThat(registry.print()).isEmpty();
    }

    @Test
    void boundsAreEtcds() {
        Metrics metrics = Metrics.create(true);
        assertThat(metrics.registry().print())
                .contains(
                        "etcd_disk_wal_fsync_duration_seconds_bucket{le=\"0.001\"} 0",
                        "etcd_disk_wal_fsync_duration_seconds_bucket{le=\"8.192\"} 0");
        metrics.network().peerRoundTrip().with("1").observeNanos(150_000);
        assertThat(metrics.registry().print())
                .contains(
                        "etcd_network_peer_round_trip_time_seconds_bucket{To=\"1\",le=\"0.0001\"} 0",
                        "etcd_network_peer_round_trip_time_seconds_bucket{To=\"1\",le=\"0.0002\"} 1",
                        "etcd_network_peer_round_trip_time_seconds_bucket{To=\"1\",le=\"3.2768\"} 1");
    }

    @Test
    void alertsFindTheirMetrics() {
        Metrics metrics = Metrics.create(true);
        GrpcMetrics.Method put = metrics.grpc().method("etcdserverpb.KV", "Put", "unary");
        put.started().increment();
        put.handled().failed("Unavailable");
        String text = metrics.registry().print();
        assertThat(List.of(
                        "etcd_server_has_leader 0",
                        "etcd_server_leader_changes_seen_total 0",
                        "etcd_server_proposals_failed_total 0",
                        "# TYPE etcd_server_proposals_committed_total gauge",
                        "etcd_disk_backend_commit_duration_seconds_count 0",
                        "etcd_mvcc_db_total_size_in_bytes 0",
                        "etcd_server_quota_backend_bytes 0",
                        "grpc_server_started_total{grpc_method=\"Put\",grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"} 1",
                        "grpc_server_handled_total{grpc_code=\"Unavailable\",grpc_method=\"Put\","
                                + "grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"} 1",
                        "grpc_server_handling_seconds_count{grpc_method=\"Put\"",
                        "process_resident_memory_bytes ",
                        "os_fd_limit "))
                .allSatisfy(line -> assertThat(text).contains(line));
    }
}
