package dev.etcetera.server.bootstrap;

import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import dev.etcetera.backend.ReadTx;
import dev.etcetera.mvcc.RestoredKeys;
import dev.etcetera.mvcc.RestoredStore;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.storage.ConsistentIndex;
import dev.etcetera.server.storage.DataDir;
import dev.etcetera.server.storage.DataDirException;
import dev.etcetera.server.storage.GoDatabase;
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

    /** With what the backend holds: noted when it was made, if that was just now, else read. */
    record Opened(Backend backend, RestoredStore contents) {}

    /**
     * @param checkpoint the index after which the log begins: everything up to it must be in the backend
     * @param adoption how the backend in use came to be
     */
    Opened open(long checkpoint, GoDatabase.Adoption adoption) throws IOException {
        dir.backends().deleteLeftovers();
        Backend backend = Backend.open(dir.backends().current(), options);
        long index = consistentIndex(backend);
        Opened opened;
        if (index < checkpoint) {
            backend.close();
            opened = recover(index, checkpoint);
            dir.backends().deleteLeftovers();
        } else {
            opened = new Opened(backend, contents(backend, adoption));
        }
        dir.snapshots().deleteAll();
        return opened;
    }

    private Opened recover(long index, long checkpoint) throws IOException {
        if (dir.snapshots().find(checkpoint).isEmpty()) {
            throw new DataDirException(
                    "failed to recover v3 backend from snapshot: failed to find database snapshot file"
                            + " (snap: snapshot file doesn't exist): the backend in "
                            + dir.backends().current()
                            + " holds entries up to " + index + ", the log begins after " + checkpoint
                            + ": part of the data directory was lost; " + DataDirException.ADVICE);
        }
        log.info("Recovering from snapshot backend", "consistent-index", index, "snapshot-index", checkpoint);
        SnapshotImport.Imported imported = databases.run(checkpoint);
        Backend backend = Backend.open(imported.backendDir(), options);
        try (ReadTx read = backend.readTx()) {
            return new Opened(backend, RestoredStore.of(imported.keys(), read));
        }
    }

    private static RestoredStore contents(Backend backend, GoDatabase.Adoption adoption) {
        try (ReadTx read = backend.readTx()) {
            return adoption instanceof GoDatabase.Adoption.Done(RestoredKeys keys)
                    ? RestoredStore.of(keys, read)
                    : RestoredStore.read(read);
        }
    }

    private static long consistentIndex(Backend backend) {
        try (ReadTx read = backend.readTx()) {
            return ConsistentIndex.of(read);
        }
    }
}
