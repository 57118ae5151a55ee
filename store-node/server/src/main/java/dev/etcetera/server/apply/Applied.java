package dev.etcetera.server.apply;

import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.SnapshotMetadata;

/** How far the apply thread has come: the last entry whose effects are there, and the raft configuration as of it. */
public record Applied(long index, long term, ConfState confState) {
    /** Of a snapshot made now. */
    public SnapshotMetadata metadata() {
        return new SnapshotMetadata(confState, index, term);
    }
}
