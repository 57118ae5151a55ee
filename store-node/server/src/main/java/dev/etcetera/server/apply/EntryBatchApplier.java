package dev.etcetera.server.apply;

import dev.etcetera.raft.protocol.Entry;
import java.util.List;

/** Applies committed entries in order. Called on the apply thread only. */
public interface EntryBatchApplier {
    void apply(List<Entry> committed);

    /** The index of the last entry whose effects are in the store. */
    long appliedIndex();

    /** The term of that entry. */
    long appliedTerm();
}
