package dev.etcetera.server.apply;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.Snapshot;
import java.util.List;

/** Applies committed entries and snapshots in order. Called on the apply thread only. */
public interface EntryBatchApplier {
    void apply(List<Entry> committed);

    /** Goes over to the state of another member, which was received before Raft heard of the snapshot. */
    void install(Snapshot snapshot);

    /** The index of the last entry whose effects are in the store. */
    long appliedIndex();

    /** The term of that entry. */
    long appliedTerm();
}
