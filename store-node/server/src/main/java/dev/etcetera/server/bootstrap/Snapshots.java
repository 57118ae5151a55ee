package dev.etcetera.server.bootstrap;

import dev.etcetera.server.apply.Applied;
import dev.etcetera.server.apply.EntryApplier;
import dev.etcetera.server.consensus.ApplyLoop;
import dev.etcetera.server.consensus.ExportedDatabase;
import dev.etcetera.server.consensus.MembershipApplier;
import dev.etcetera.server.consensus.SnapshotMaker;
import dev.etcetera.server.consensus.StateSwitch;
import dev.etcetera.server.consensus.StorageHousekeeping;
import dev.etcetera.server.consensus.VersionFall;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.storage.DataDir;
import dev.etcetera.server.storage.DatabaseImport;
import dev.etcetera.server.storage.RaftStorage;
import dev.etcetera.server.storage.SnapshotImport;
import java.io.IOException;

/** How this member's state becomes a snapshot for others, theirs becomes this member's, and its own shortens its log. */
record Snapshots(Foundation foundation, Consensus.Driven driven) {
    static SnapshotImport databases(DataDir dir) {
        return new SnapshotImport(dir, DatabaseImport::run);
    }

    StateSwitch stateSwitch(MembershipApplier membership) throws IOException {
        MemberStorage storage = driven.storage();
        return new StateSwitch(
                storage.dir(),
                databases(storage.dir()),
                new StateSwitch.Stores(
                        storage.backend(),
                        storage.consistentIndex(),
                        storage.lessor(),
                        storage.store(),
                        storage.alarms()),
                membership,
                new StateSwitch.Surroundings(
                        foundation.failpoints(), foundation.metrics().server().snapshotApplyInProgress()::set, log()));
    }

    /** Lets Raft's wishes to send a snapshot be fulfilled. */
    void serve(ApplyLoop applyLoop, EntryApplier applier) {
        driven.transport()
                .onSnapshotRequested(new SnapshotMaker(
                        new SnapshotMaker.Source(
                                applyLoop, applier::applied, driven.storage().backend(), ExportedDatabase::new),
                        driven.transport(),
                        driven.shared().inbox(),
                        log()));
    }

    StorageHousekeeping housekeeping(EntryApplier applier) {
        MemberStorage storage = driven.storage();
        RaftStorage raftStorage = storage.raft().storage();
        return new StorageHousekeeping(
                storage.backend(),
                storage.store(),
                storage.consistentIndex(),
                foundation.config().storage(),
                new StorageHousekeeping.Checkpoints(
                        raftStorage::checkpointIndex,
                        applier::applied,
                        new VersionFall(storage.cluster()),
                        this::checkpoint),
                storage.disk());
    }

    private void checkpoint(Applied applied, long lastIndex, boolean forced) {
        log().info(
                        "triggering snapshot",
                        "local-member-id",
                        Long.toHexString(driven.shared().raft().memberId()),
                        "local-member-applied-index",
                        applied.index(),
                        "local-member-snapshot-index",
                        lastIndex,
                        "local-member-snapshot-count",
                        foundation.config().storage().snapshotCount(),
                        "snapshot-forced",
                        forced);
        driven.shared()
                .inbox()
                .checkpoint(
                        applied.metadata(),
                        () -> log().info("saved snapshot to disk", "snapshot-index", applied.index()));
    }

    private ZapLog log() {
        return foundation.log().named("etcdserver/server");
    }
}
