package dev.etcetera.server.apply;

import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Entry;

/** Applies committed membership changes. Called on the apply thread. */
public interface ConfChangeApplier {
    /**
     * Called for every membership change, also for those that the backend already holds, since Raft needs them again after
     * a restart; and before the consistent index passes the entry.
     */
    void apply(Entry entry);

    /** The raft configuration after the last change. */
    ConfState confState();
}
