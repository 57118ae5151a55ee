package dev.etcetera.server.bootstrap;

import com.google.protobuf.ByteString;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import dev.etcetera.failpoint.Failpoints;
import dev.etcetera.lease.Lessor;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.mvcc.KvStoreOptions;
import dev.etcetera.mvcc.LeaseAttachments;
import dev.etcetera.server.apply.AlarmStore;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.config.ServerConfig;
import dev.etcetera.server.config.StorageConfig;
import dev.etcetera.server.storage.ConsistentIndex;
import dev.etcetera.server.storage.DataDir;
import dev.etcetera.server.storage.DataDirException;
import dev.etcetera.server.storage.RaftStorage;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Opens a member's disk state in the order in which one part needs another, and checks that the parts fit. */
final class StorageOpener {
    /** Heap given to the backend's page cache: a fraction of the whole, within bounds. */
    private static final long LARGEST_CACHE_BYTES = 64L << 20;

    private final ServerConfig config;
    private final StorageListeners listeners;
    private final Failpoints failpoints;

    StorageOpener(ServerConfig config, StorageListeners listeners, Failpoints failpoints) {
        this.config = config;
        this.listeners = listeners;
        this.failpoints = failpoints;
    }

    /** Takes over the opened directory and raft log; closes nothing when it throws: the process ends. */
    MemberStorage open(DataDir dir, RaftStorage.Opened raft) throws IOException {
        StorageConfig storage = config.storage();
        long cacheBytes = Math.min(LARGEST_CACHE_BYTES, Runtime.getRuntime().maxMemory() / 8);
        Backend backend = Backend.open(
                dir.backends().current(),
                new BackendOptions(
                        storage.batchInterval(), storage.batchLimit(), cacheBytes, listeners.commits(), failpoints));
        ConsistentIndex consistentIndex = new ConsistentIndex(backend);
        if (consistentIndex.index() < raft.checkpoint()) {
            throw new DataDirException("the backend in " + dir.backends().current() + " holds entries up to "
                    + consistentIndex.index() + ", the log begins after " + raft.checkpoint()
                    + ": part of the data directory was lost; remove it and let this member join anew");
        }
        StoreKeyDeleter deleter = new StoreKeyDeleter();
        Lessor lessor = Lessor.open(
                backend, deleter, config.minLeaseTtlSeconds(), () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        KvStore store = KvStore.open(
                backend,
                KvStoreOptions.defaults()
                        .withLeases(attachments(lessor))
                        .withCompactions(listeners.compactions())
                        .withCompactionBatchLimit(storage.compactionBatchLimit())
                        .withFailpoints(failpoints));
        deleter.use(store);
        return new MemberStorage(
                dir,
                raft,
                backend,
                consistentIndex,
                lessor,
                store,
                new AlarmStore(backend),
                Cluster.recover(backend, raft.identity().clusterId()));
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
