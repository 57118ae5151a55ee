package dev.etcetera.server.apply;

import dev.etcetera.raft.protocol.Snapshot;

/** Puts another member's state in the place of this one's. Called on the apply thread only. */
@FunctionalInterface
public interface SnapshotInstaller {
    /** When it returns, every part of the member shows the state at the snapshot's index, durably. */
    void install(Snapshot snapshot, long appliedIndex);
}
