package dev.etcetera.server.metrics;

import dev.etcetera.server.metrics.Registration.Bounds;
import io.prometheus.metrics.core.metrics.Histogram;

/** WAL, snapshots and backend on disk; durations in seconds. */
public record DiskMetrics(
        Histogram walFsync,
        Histogram walWrite,
        Level walWriteBytes,
        Histogram backendCommit,
        Histogram backendSnapshot,
        Histogram backendDefrag,
        Level defragInflight,
        Histogram snapFsync,
        Histogram snapDbSave) {
    static DiskMetrics in(Registration r) {
        Bounds bounds = Bounds.DISK_SECONDS;
        return new DiskMetrics(
                r.histogram("etcd_disk_wal_fsync_duration_seconds", "Time of fsync calls of the WAL.", bounds),
                r.histogram("etcd_disk_wal_write_duration_seconds", "Time of write calls of the WAL.", bounds),
                r.level("etcd_disk_wal_write_bytes_total", "Bytes written to the WAL."),
                r.histogram("etcd_disk_backend_commit_duration_seconds", "Time of commits of the backend.", bounds),
                r.histogram(
                        "etcd_disk_backend_snapshot_duration_seconds",
                        "Time to write a snapshot of the backend.",
                        new Bounds(0.01, 2, 17)),
                r.histogram(
                        "etcd_disk_backend_defrag_duration_seconds",
                        "Time of a defragmentation.",
                        new Bounds(0.1, 2, 13)),
                r.level("etcd_disk_defrag_inflight", "1 while space is given back."),
                r.histogram("etcd_snap_fsync_duration_seconds", "Time of fsync calls of snapshots.", bounds),
                r.histogram(
                        "etcd_snap_db_save_total_duration_seconds",
                        "Time to store a received snapshot.",
                        new Bounds(0.1, 2, 10)));
    }
}
