package dev.etcetera.server.bootstrap;

import dev.etcetera.server.consensus.MembershipApplier;
import dev.etcetera.server.consensus.StateSwitch;
import dev.etcetera.server.storage.SnapshotImport;
import java.io.IOException;

/** How snapshots of other members become this member's state. */
record Snapshots(Foundation foundation, MemberStorage storage) {
    StateSwitch stateSwitch(MembershipApplier membership) throws IOException {
        return new StateSwitch(
                storage.dir(),
                new SnapshotImport(storage.dir(), (database, dir) -> {
                    throw new IOException("snapshots between members are not supported in this release");
                }),
                new StateSwitch.Stores(
                        storage.backend(),
                        storage.consistentIndex(),
                        storage.lessor(),
                        storage.store(),
                        storage.alarms()),
                membership,
                new StateSwitch.Surroundings(
                        foundation.failpoints(),
                        foundation.metrics().server().snapshotApplyInProgress()::set,
                        foundation.log().named("etcdserver/server")));
    }
}
