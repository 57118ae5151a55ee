package dev.etcetera.server.bootstrap;

import com.google.protobuf.ByteString;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendDamagedException;
import dev.etcetera.backend.BackendOptions;
import dev.etcetera.failpoint.Failpoints;
import dev.etcetera.lease.Lessor;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.mvcc.KvStoreOptions;
import dev.etcetera.mvcc.LeaseAttachments;
import dev.etcetera.server.apply.AlarmStore;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.ClusterVersions;
import dev.etcetera.server.cluster.EtcdVersion;
import dev.etcetera.server.config.ServerConfig;
import dev.etcetera.server.config.StorageConfig;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.storage.ConsistentIndex;
import dev.etcetera.server.storage.DataDir;
import dev.etcetera.server.storage.DataDirException;
import dev.etcetera.server.storage.DiskSpace;
import dev.etcetera.server.storage.GoDatabase;
import dev.etcetera.server.storage.RaftStorage;
import dev.etcetera.snap.Snapshotter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Opens a member's disk state in the order in which one part needs another, and checks that the parts fit. */
final class StorageOpener {
    /** Heap given to the backend's page cache: a fraction of the whole, within bounds. */
    private static final long LARGEST_CACHE_BYTES = 64L << 20;

    private final ServerConfig config;
    private final StorageListeners listeners;
    private final Failpoints failpoints;
    private final DiskSpace disk;
    private final ZapLog log;

    StorageOpener(Foundation foundation, StorageListeners listeners, DiskSpace disk) {
        this.config = foundation.config();
        this.listeners = listeners;
        this.failpoints = foundation.failpoints();
        this.log = foundation.log().named("etcdserver/bootstrap");
        this.disk = disk;
    }

    /** Takes over the opened directory and raft log; closes nothing when it throws: the process ends. */
    MemberStorage open(DataDir dir, RaftStorage.Opened raft, GoDatabase.Adoption adoption) throws IOException {
        raft.repair()
                .ifPresent(repair -> log.warn(
                        "dropped a write to the WAL that a crash had cut off",
                        "path",
                        repair.file(),
                        "offset",
                        repair.offset(),
                        "copy-of-the-file-as-it-was",
                        repair.copy()));
        MemberStorage storage = openSound(dir, raft, adoption);
        for (Path damaged : new Snapshotter(dir.snap()).putDamagedAside()) {
            log.warn("put aside a damaged .snap file, which this start does not need", "path", damaged + ".broken");
        }
        return storage;
    }

    /** Whatever a damaged file makes Xodus or its readers throw becomes one line. */
    private MemberStorage openSound(DataDir dir, RaftStorage.Opened raft, GoDatabase.Adoption adoption)
            throws IOException {
        try {
            return openAll(dir, raft, adoption);
        } catch (BackendDamagedException | RuntimeException damage) {
            String advice = raft.checkpoint() == 0
                    ? "move this directory away and start again: the log holds everything"
                    : DataDirException.ADVICE;
            throw new DataDirException(
                    "the database in %s is damaged: %s; %s"
                            .formatted(dir.backends().current(), damage.getMessage(), advice),
                    damage);
        }
    }

    private MemberStorage openAll(DataDir dir, RaftStorage.Opened raft, GoDatabase.Adoption adoption)
            throws IOException {
        StorageConfig storage = config.storage();
        long cacheBytes = Math.min(LARGEST_CACHE_BYTES, Runtime.getRuntime().maxMemory() / 8);
        var opened = new BackendOpener(
                        dir,
                        new BackendOptions(
                                storage.batchInterval(),
                                storage.batchLimit(),
                                cacheBytes,
                                listeners.commits(),
                                failpoints,
                                disk.backendPort()),
                        Snapshots.databases(dir),
                        log)
                .open(raft.checkpoint(), adoption);
        Backend backend = opened.backend();
        ConsistentIndex consistentIndex = new ConsistentIndex(backend);
        StoreKeyDeleter deleter = new StoreKeyDeleter();
        Lessor lessor = Lessor.open(
                backend, deleter, config.minLeaseTtlSeconds(), () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        KvStore store = KvStore.open(
                backend,
                opened.contents(),
                KvStoreOptions.defaults()
                        .withLeases(attachments(lessor))
                        .withCompactions(listeners.compactions())
                        .withCompactionBatchLimit(storage.compactionBatchLimit())
                        .withFailpoints(failpoints));
        deleter.use(store);
        disk.allocated(raft.storage()::allocatedRoom);
        Cluster cluster = Cluster.recover(backend, raft.identity().clusterId());
        checkOwn(cluster);
        if (!cluster.members().isEmpty()) {
            raft.storage().beginWith(cluster.membership().confState());
        }
        return new MemberStorage(
                dir, disk, raft, backend, consistentIndex, lessor, store, new AlarmStore(backend), cluster);
    }

    private static void checkOwn(Cluster cluster) throws DataDirException {
        Optional<EtcdVersion> version = cluster.version().flatMap(EtcdVersion::parse);
        if (version.isPresent() && ClusterVersions.isTooNew(version.get(), Versions.OWN)) {
            throw new DataDirException(StoredMembership.TOO_OLD + ": the cluster has version " + version.get()
                    + ", this release is " + Versions.OWN);
        }
    }

    private static LeaseAttachments attachments(Lessor lessor) {
        return new LeaseAttachments() {
            @Override
            public void attach(long leaseId, ByteString key) {
                lessor.attach(leaseId, key);
            }

            @Override
            public void detach(long leaseId, ByteString key) {
                lessor.detach(leaseId, key);
            }

            @Override
            public long leaseOf(ByteString key) {
                return lessor.leaseOf(key);
            }
        };
    }
}
