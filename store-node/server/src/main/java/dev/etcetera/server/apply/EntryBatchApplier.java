package dev.etcetera.server.apply;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.Snapshot;
import java.util.List;
import java.util.Optional;

/** Applies committed entries and snapshots in order. Called on the apply thread only. */
public interface EntryBatchApplier {
    void apply(List<Entry> committed);

    /** Goes over to the state of another member, which was received before Raft heard of the snapshot. */
    void install(Snapshot snapshot);

    /**
     * How far it has come; empty while entries from before a restart are gone through again, whose effects are there but
     * for those on the raft configuration.
     */
    Optional<Applied> applied();

    /** The index of the last entry whose effects are in the store. */
    long appliedIndex();
}
