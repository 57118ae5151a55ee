package dev.etcetera.server.config;

import java.time.Duration;

/** WAL, snapshots and backend. {@code maxWals == 0} keeps all; a negative quota disables it. */
public record StorageConfig(
        long quotaBackendBytes,
        long snapshotCount,
        long snapshotCatchupEntries,
        int maxWals,
        int maxSnapshots,
        Duration batchInterval,
        int batchLimit,
        boolean unsafeNoFsync,
        int compactionBatchLimit,
        Duration compactionSleepInterval,
        long bootstrapDefragThresholdBytes) {}
