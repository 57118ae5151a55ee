package dev.etcetera.server.bootstrap;

import dev.etcetera.backend.Backend;
import dev.etcetera.lease.Lessor;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.server.apply.AlarmStore;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.storage.ConsistentIndex;
import dev.etcetera.server.storage.DataDir;
import dev.etcetera.server.storage.DataDirException;
import dev.etcetera.server.storage.DiskSpace;
import dev.etcetera.server.storage.RaftStorage;
import java.io.Closeable;
import java.io.IOException;

/** Everything a member has on disk, opened. The raft log is closed by the raft thread, the rest here. */
record MemberStorage(
        DataDir dir,
        DiskSpace disk,
        RaftStorage.Opened raft,
        Backend backend,
        ConsistentIndex consistentIndex,
        Lessor lessor,
        KvStore store,
        AlarmStore alarms,
        Cluster cluster)
        implements Closeable {
    /**
     * What is applied was durable in the log before. A log that ends earlier has lost its end, and what was acknowledged with
     * it, also where nothing else is wrong with it.
     */
    void requireWholeLog() throws DataDirException {
        long last = raft.storage().log().lastIndex();
        if (consistentIndex.index() > last) {
            throw new DataDirException("the log in " + dir.wal() + " ends at index " + last
                    + ", the database holds entries up to " + consistentIndex.index()
                    + ": the end of the log was lost; " + DataDirException.ADVICE);
        }
    }

    /**
     * To be called when the raft thread and the apply thread have ended. Where the disk has no room the backend is left as
     * after a crash: the log has what it lacks.
     */
    @Override
    public void close() throws IOException {
        if (disk.isRoomy()) {
            backend.batchTx().commit();
            backend.sync();
            store.close();
            backend.close();
        }
        dir.close();
    }
}
