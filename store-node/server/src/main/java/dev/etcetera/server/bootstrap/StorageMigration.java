package dev.etcetera.server.bootstrap;

import dev.etcetera.backend.BatchTx;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.Downgrade;
import dev.etcetera.server.cluster.EtcdVersion;
import dev.etcetera.server.cluster.StorageVersions;
import dev.etcetera.server.config.BuildInfo;
import dev.etcetera.server.log.ZapLog;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Brings what the database says of its version to that of the cluster: Go's tools look there, and a member of an older release
 * takes no database that says a newer one.
 */
record StorageMigration(Cluster cluster, BatchTx batch, ZapLog log) {
    private static final long INTERVAL_SECONDS = 4;

    /** Looks now and then: a database that came from another member or from Go's tools may say anything. */
    void watch(ScheduledExecutorService timers, Executor applyThread) {
        ScheduledFuture<?> _ = timers.scheduleWithFixedDelay(
                () -> {
                    if (wanted().isPresent()) {
                        applyThread.execute(this::run);
                    }
                },
                INTERVAL_SECONDS,
                INTERVAL_SECONDS,
                TimeUnit.SECONDS);
    }

    /** Apply thread. */
    void run() {
        wanted().ifPresent(version -> {
            cluster.storageVersion()
                    .ifPresent(stored -> log.info(
                            "cluster version differs from storage version.",
                            "cluster-version",
                            version.toString(),
                            "storage-version",
                            stored.toString()));
            cluster.setStorageVersion(version, batch);
            log.info("updated storage version", "new-storage-version", version.toString());
            Downgrade downgrade = cluster.downgrade();
            if (downgrade.enabled()) {
                log.info(
                        "The server is ready to downgrade",
                        "target-version",
                        downgrade.target(),
                        "server-version",
                        BuildInfo.ETCD_VERSION);
            }
        });
    }

    private Optional<EtcdVersion> wanted() {
        return cluster.version()
                .flatMap(EtcdVersion::parse)
                .flatMap(version -> StorageVersions.next(cluster.storageVersion(), version, Versions.OWN));
    }
}
