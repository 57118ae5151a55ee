package dev.etcetera.raft.protocol;

/** The last entry a snapshot replaces, and the configuration in force there. */
public record SnapshotMetadata(ConfState confState, long index, long term) {
    public static final SnapshotMetadata EMPTY = new SnapshotMetadata(ConfState.EMPTY, 0, 0);

    public EntryId id() {
        return new EntryId(term, index);
    }
}
