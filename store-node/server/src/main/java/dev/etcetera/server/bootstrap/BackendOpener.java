package dev.etcetera.server.bootstrap;

import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import dev.etcetera.backend.ReadTx;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.storage.ConsistentIndex;
import dev.etcetera.server.storage.DataDir;
import dev.etcetera.server.storage.DataDirException;
import dev.etcetera.server.storage.SnapshotImport;
import java.io.IOException;

/**
 * Opens the backend that goes with the raft log. A member that crashed after its log went over to a received snapshot, and
 * before its backend did, does that first.
 */
final class BackendOpener {
    private final DataDir dir;
    private final BackendOptions options;
    private final SnapshotImport databases;
    private final ZapLog log;

    BackendOpener(DataDir dir, BackendOptions options, SnapshotImport databases, ZapLog log) {
        this.dir = dir;
        this.options = options;
        this.databases = databases;
        this.log = log;
    }

    /** {@code checkpoint} is the index after which the log begins: everything up to it must be in the backend. */
    Backend open(long checkpoint) throws IOException {
        dir.backends().deleteLeftovers();
        Backend backend = Backend.open(dir.backends().current(), options);
        long index = consistentIndex(backend);
        if (index < checkpoint) {
            backend.close();
            backend = recover(index, checkpoint);
            dir.backends().deleteLeftovers();
        }
        dir.snapshots().deleteAll();
        return backend;
    }

    private Backend recover(long index, long checkpoint) throws IOException {
        if (dir.snapshots().find(checkpoint).isEmpty()) {
            throw new DataDirException(
                    "failed to recover v3 backend from snapshot: failed to find database snapshot file"
                            + " (snap: snapshot file doesn't exist): the backend in "
                            + dir.backends().current()
                            + " holds entries up to " + index + ", the log begins after " + checkpoint
                            + ": part of the data directory was lost; " + DataDirException.ADVICE);
        }
        log.info("Recovering from snapshot backend", "consistent-index", index, "snapshot-index", checkpoint);
        return Backend.open(databases.run(checkpoint), options);
    }

    private static long consistentIndex(Backend backend) {
        try (ReadTx read = backend.readTx()) {
            return ConsistentIndex.of(read);
        }
    }
}
