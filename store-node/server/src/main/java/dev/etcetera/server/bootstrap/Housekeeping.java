package dev.etcetera.server.bootstrap;

import dev.etcetera.server.consensus.MembershipApplier;
import dev.etcetera.server.consensus.StorageHousekeeping;

/** What the apply thread does beside applying. */
record Housekeeping(Foundation foundation, Consensus.Driven driven) {
    StorageHousekeeping storage(MembershipApplier membership) {
        MemberStorage storage = driven.storage();
        return new StorageHousekeeping(
                storage.backend(),
                storage.store(),
                storage.consistentIndex(),
                foundation.config().storage(),
                new StorageHousekeeping.Checkpoints(
                        membership::confState, driven.shared().inbox()::checkpoint),
                storage.disk());
    }
}
