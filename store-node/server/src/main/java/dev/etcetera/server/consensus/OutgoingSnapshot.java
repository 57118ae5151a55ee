package dev.etcetera.server.consensus;

import dev.etcetera.raft.protocol.Message;

/** A snapshot on its way to another member: Raft's message, and the database as of the index that the message names. */
public record OutgoingSnapshot(Message.InstallSnapshot message, SnapshotDatabase database) {
    public long index() {
        return message.snapshot().index();
    }
}
