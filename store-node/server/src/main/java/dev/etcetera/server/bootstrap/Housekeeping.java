package dev.etcetera.server.bootstrap;

import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.server.consensus.MembershipApplier;
import dev.etcetera.server.consensus.StorageHousekeeping;
import java.io.IOException;

/** What the apply thread does beside applying. */
record Housekeeping(Foundation foundation, Consensus.Driven driven) {
    StorageHousekeeping storage(MembershipApplier membership) {
        MemberStorage storage = driven.storage();
        return new StorageHousekeeping(
                storage.backend(),
                storage.store(),
                storage.consistentIndex(),
                foundation.config().storage(),
                new StorageHousekeeping.Checkpoints(membership::confState, this::requestCheckpoint),
                storage.disk());
    }

    private void requestCheckpoint(long index, ConfState confState) {
        driven.shared().inbox().execute(raft -> checkpoint(index, confState));
    }

    /** A checkpoint for which there is no room is left to the next one. */
    private void checkpoint(long index, ConfState confState) throws IOException {
        try {
            driven.storage().raft().storage().checkpoint(index, confState);
        } catch (IOException failure) {
            if (!driven.storage().disk().explains(failure)) {
                throw failure;
            }
        }
    }
}
