package dev.etcetera.server.metrics;

import dev.etcetera.server.metrics.Registration.Bounds;
import io.prometheus.metrics.core.metrics.Histogram;

/** WAL and backend on disk; durations in seconds. */
public record DiskMetrics(Histogram walFsync, Level walWriteBytes, Histogram backendCommit) {
    static DiskMetrics in(Registration r) {
        Bounds bounds = Bounds.DISK_SECONDS;
        return new DiskMetrics(
                r.histogram("etcd_disk_wal_fsync_duration_seconds", "Time of fsync calls of the WAL.", bounds),
                r.level("etcd_disk_wal_write_bytes_total", "Bytes written to the WAL."),
                r.histogram("etcd_disk_backend_commit_duration_seconds", "Time of commits of the backend.", bounds));
    }
}
