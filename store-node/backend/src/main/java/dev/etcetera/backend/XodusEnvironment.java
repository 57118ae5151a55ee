package dev.etcetera.backend;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import jetbrains.exodus.ExodusException;
import jetbrains.exodus.env.Environment;
import jetbrains.exodus.env.EnvironmentConfig;
import jetbrains.exodus.env.EnvironmentImpl;
import jetbrains.exodus.env.Environments;
import jetbrains.exodus.env.Store;
import jetbrains.exodus.env.StoreConfig;
import jetbrains.exodus.io.FileDataReaderWriterProvider;
import jetbrains.exodus.log.Log;
import jetbrains.exodus.log.LogConfig;

/**
 * The open Xodus environment with the stores of all buckets, and the settings of both.
 *
 * @param stores one B-tree per bucket
 * @param accounting our own counters, written in the same transactions as the data
 */
record XodusEnvironment(Environment environment, Map<Bucket, Store> stores, Store accounting) {
    private static final long LOG_FILE_KIBIBYTES = 8192;
    /** What a lookup reads when it misses the cache: small pages make random reads cheap, scans hardly dearer. */
    private static final int PAGE_BYTES = 4 * 1024;
    /** Long enough; Xodus adds it to the clock, so it must not overflow. */
    private static final long NEVER_MILLIS = Duration.ofDays(36_500).toMillis();

    static XodusEnvironment open(Path dir, long cacheBytes, FullDisk fullDisk) throws IOException {
        try {
            var files = new FileDataReaderWriterProvider().newReaderWriter(dir.toString());
            var writer = new PatientDataWriter(files.getSecond(), dir.toFile(), fullDisk);
            var environment =
                    Environments.newInstance(LogConfig.create(files.getFirst(), writer), settings(cacheBytes));
            Map<Bucket, Store> stores = new EnumMap<>(Bucket.class);
            var accounting = environment.computeInTransaction(txn -> {
                for (var bucket : Bucket.values()) {
                    stores.put(bucket, environment.openStore(bucket.bucketName(), StoreConfig.WITHOUT_DUPLICATES, txn));
                }
                return environment.openStore("etcetera.accounting", StoreConfig.WITHOUT_DUPLICATES, txn);
            });
            return new XodusEnvironment(environment, stores, accounting);
        } catch (ExodusException e) {
            throw BackendDamagedException.isDamage(e)
                    ? new BackendDamagedException(e)
                    : new IOException("cannot open the backend in " + dir + ": " + BackendFailedException.reason(e), e);
        }
    }

    Store store(Bucket bucket) {
        return Objects.requireNonNull(stores.get(bucket));
    }

    Log log() {
        return ((EnvironmentImpl) environment).getLog();
    }

    private static EnvironmentConfig settings(long cacheBytes) {
        var config = new EnvironmentConfig();
        // Durability is the WAL's; Backend.sync() forces the file where a WAL segment is about to go.
        config.setLogDurableWrite(false);
        config.setLogSyncPeriod(NEVER_MILLIS);
        config.setLogFileSize(LOG_FILE_KIBIBYTES);
        // Several members may live in one JVM (tests, embedding): each has a cache of its own.
        config.setLogCacheShared(false);
        config.setLogCachePageSize(PAGE_BYTES);
        config.setMemoryUsage(cacheBytes);
        config.setLogCacheUseNio(false);
        config.setEnvStoreGetCacheSize(0);
        // Whether a volume is good enough is the operator's decision, not the library's.
        config.setLogAllowRemote(true);
        config.setLogAllowRemovable(true);
        config.setLogAllowRamDisk(true);
        // Long snapshots are held on purpose; nobody may end them.
        config.setEnvMonitorTxnsTimeout(0);
        config.setEnvMonitorTxnsExpirationTimeout(0);
        config.setEnvGatherStatistics(false);
        config.setManagementEnabled(false);
        config.setEnvCloseForcedly(true);
        config.setGcEnabled(true);
        config.setGcMinUtilization(70);
        config.setGcTransactionAcquireTimeout(100);
        config.setGcTransactionTimeout(50);
        return config;
    }
}
