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
    /** Long enough; Xodus adds it to the clock, so it must not overflow. */
    private static final long NEVER_MILLIS = Duration.ofDays(36_500).toMillis();

    /** A cache of file pages, which are also what is read and written at once: the files say nothing of their size. */
    record Cache(long bytes, int pageBytes) {
        /** For lookups, which read one page when they miss the cache: small ones make them cheap, scans hardly dearer. */
        static Cache forLookups(long bytes) {
            return new Cache(bytes, 4 << 10);
        }
    }

    static XodusEnvironment open(Path dir, Cache cache, FullDisk fullDisk) throws IOException {
        return open(dir, cache, fullDisk, PatientDataWriter.Syncing.AT_ONCE);
    }

    static XodusEnvironment open(Path dir, Cache cache, FullDisk fullDisk, PatientDataWriter.Syncing syncing)
            throws IOException {
        try {
            var files = new FileDataReaderWriterProvider().newReaderWriter(dir.toString());
            var writer = new PatientDataWriter(files.getSecond(), dir.toFile(), fullDisk, syncing);
            var environment = Environments.newInstance(LogConfig.create(files.getFirst(), writer), settings(cache));
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

    private static EnvironmentConfig settings(Cache cache) {
        var config = new EnvironmentConfig();
        // Durability is the WAL's; Backend.sync() forces the file where a WAL segment is about to go.
        config.setLogDurableWrite(false);
        config.setLogSyncPeriod(NEVER_MILLIS);
        config.setLogFileSize(LOG_FILE_KIBIBYTES);
        // Several members may live in one JVM (tests, embedding): each has a cache of its own.
        config.setLogCacheShared(false);
        config.setLogCachePageSize(cache.pageBytes());
        config.setMemoryUsage(cache.bytes());
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
