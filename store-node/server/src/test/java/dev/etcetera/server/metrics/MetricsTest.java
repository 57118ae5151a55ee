package dev.etcetera.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MetricsTest {
    private final Metrics metrics = Metrics.create(true);

    @Test
    void alertsFindTheirMetrics() {
        metrics.server().leaderChanges().inc();
        metrics.disk().walFsync().observe(0.003);
        String text = metrics.text();
        assertThat(List.of(
                        "# TYPE etcd_server_has_leader gauge",
                        "etcd_server_leader_changes_seen_total 1.0",
                        "etcd_server_proposals_committed_total 0.0",
                        "etcd_disk_wal_fsync_duration_seconds_bucket{le=\"0.002\"} 0",
                        "etcd_disk_wal_fsync_duration_seconds_bucket{le=\"0.004\"} 1",
                        "etcd_disk_wal_fsync_duration_seconds_bucket{le=\"8.192\"} 1",
                        "etcd_disk_backend_commit_duration_seconds_count 0",
                        "etcd_mvcc_db_total_size_in_bytes 0",
                        "etcd_mvcc_db_total_size_in_use_in_bytes 0",
                        "etcd_server_quota_backend_bytes 0",
                        "process_resident_memory_bytes ",
                        "os_fd_limit "))
                .allSatisfy(line -> assertThat(text).contains(line));
    }

    @Test
    void levelsFallAlsoWhereTheirNameEndsAsACounters() {
        Level watchers = metrics.mvcc().watching().watchers();
        watchers.add(3);
        watchers.add(-1);
        assertThat(metrics.text()).contains("etcd_debugging_mvcc_watcher_total 2.0");
        watchers.from(() -> 7);
        assertThat(metrics.text()).contains("etcd_debugging_mvcc_watcher_total 7.0");
    }

    @Test
    void typesAndNamesAreThoseOfEtcd() {
        metrics.server().health().success().inc();
        assertThat(metrics.text())
                .contains(
                        "# TYPE etcd_server_proposals_committed_total gauge",
                        "# TYPE etcd_debugging_mvcc_keys_total gauge",
                        "# TYPE etcd_mvcc_put_total counter",
                        "# HELP etcd_server_health_success ",
                        "# TYPE etcd_server_health_success counter",
                        "\netcd_server_health_success 1.0\n",
                        "\netcd_server_health_failures 0.0\n")
                .doesNotContain("health_success_total");
    }

    @Test
    void processIsReadFromTheKernel() {
        assertThat(metrics.text())
                .containsPattern("process_open_fds [1-9]")
                .containsPattern("process_start_time_seconds 1\\.\\d+E9");
    }
}
