package dev.etcetera.raft.protocol;

/** The state of the application at an index, in place of the log up to it (§7). */
public record Snapshot(SnapshotMetadata metadata, Payload data) {
    public static final Snapshot EMPTY = new Snapshot(SnapshotMetadata.EMPTY, Payload.EMPTY);

    public boolean isEmpty() {
        return metadata.index() == 0;
    }

    public long index() {
        return metadata.index();
    }
}
