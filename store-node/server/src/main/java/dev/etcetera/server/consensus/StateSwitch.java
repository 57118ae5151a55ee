package dev.etcetera.server.consensus;

import dev.etcetera.backend.Backend;
import dev.etcetera.backend.ReadTx;
import dev.etcetera.backend.Replacement;
import dev.etcetera.failpoint.Failpoint;
import dev.etcetera.failpoint.Failpoints;
import dev.etcetera.lease.Lessor;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.mvcc.RestoredStore;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.server.apply.AlarmStore;
import dev.etcetera.server.apply.SnapshotInstaller;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.storage.BackendDirs;
import dev.etcetera.server.storage.ConsistentIndex;
import dev.etcetera.server.storage.DataDir;
import dev.etcetera.server.storage.SnapshotImport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * Puts a received snapshot in the place of everything this member has applied. Owned by the apply thread.
 *
 * <p>The new state is made beside the old one, which serves meanwhile, and becomes the member's for good when its directory
 * gets its name. Whatever happens before that, a restart begins with the same snapshot again; whatever happens after it, a
 * restart finds the new state.
 */
public final class StateSwitch implements SnapshotInstaller {
    private final DataDir dir;
    private final SnapshotImport databases;
    private final Stores stores;
    private final MembershipApplier membership;
    private final Failpoints failpoints;
    private final LongConsumer inProgress;
    private final ZapLog log;
    private Path backendDir;
    private long snapshotIndex;

    /** Everything that shows the applied state. */
    public record Stores(
            Backend backend, ConsistentIndex consistentIndex, Lessor lessor, KvStore store, AlarmStore alarms) {}

    /** What it works with besides. {@code inProgress} is told 1 while a snapshot is applied and 0 afterwards. */
    public record Surroundings(Failpoints failpoints, LongConsumer inProgress, ZapLog log) {}

    /** Throws an {@link IOException} if the data directory cannot be read. */
    public StateSwitch(
            DataDir dir,
            SnapshotImport databases,
            Stores stores,
            MembershipApplier membership,
            Surroundings surroundings)
            throws IOException {
        this.dir = dir;
        this.databases = databases;
        this.stores = stores;
        this.membership = membership;
        this.failpoints = surroundings.failpoints();
        this.inProgress = surroundings.inProgress();
        this.log = surroundings.log();
        this.backendDir = dir.backends().current();
    }

    @Override
    public void install(Snapshot snapshot, long appliedIndex) {
        inProgress.accept(1);
        tell("applying snapshot", snapshot, appliedIndex);
        try {
            goOver(snapshot);
        } catch (IOException e) {
            throw new UncheckedIOException("failed to open snapshot backend", e);
        }
        snapshotIndex = snapshot.index();
        tell("applied snapshot", snapshot, snapshot.index());
        inProgress.accept(0);
    }

    private void goOver(Snapshot snapshot) throws IOException {
        failpoints.hit(Failpoint.APPLY_BEFORE_OPEN_SNAPSHOT);
        Path former = backendDir;
        SnapshotImport.Imported imported = databases.run(snapshot.index());
        backendDir = imported.backendDir();
        Replacement next = stores.backend().prepare(backendDir);
        log.info("applySnapshot: opened snapshot backend");
        try (ReadTx read = next.readTx()) {
            goOver(next, RestoredStore.of(imported.keys(), read), read, former);
        }
        stores.alarms().restore(stores.backend());
        log.info("restored alarm store");
        membership.restore(stores.backend(), snapshot.metadata().confState());
        log.info("restored cluster configuration");
        dir.snapshots().deleteUpTo(snapshot.index());
    }

    private void goOver(Replacement next, RestoredStore restored, ReadTx read, Path former) {
        log.info("restoring mvcc store");
        // Before the keys, which attach themselves to the new leases.
        stores.lessor().restore(read);
        log.info("restored lease store");
        stores.store().restore(restored, () -> stores.backend().replaceWith(next, () -> delete(former)));
        stores.consistentIndex().restore(stores.backend());
        log.info(
                "restored mvcc store",
                "consistent-index",
                stores.consistentIndex().index());
    }

    private void delete(Path former) {
        try {
            BackendDirs.delete(former);
            log.info("closed old backend file");
        } catch (IOException e) {
            // The next start deletes it.
            log.warn("failed to delete the old backend", "path", former, "error", e.getMessage());
        }
    }

    private void tell(String what, Snapshot snapshot, long appliedIndex) {
        log.info(
                what,
                "current-snapshot-index",
                snapshotIndex,
                "current-applied-index",
                appliedIndex,
                "incoming-leader-snapshot-index",
                snapshot.index(),
                "incoming-leader-snapshot-term",
                snapshot.metadata().term());
    }
}
