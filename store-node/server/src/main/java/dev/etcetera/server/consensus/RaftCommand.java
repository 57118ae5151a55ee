package dev.etcetera.server.consensus;

import dev.etcetera.raft.StorageAppend;
import dev.etcetera.raft.StorageApply;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.SnapshotMetadata;

/** What other threads ask of the raft thread. */
sealed interface RaftCommand {
    /** Propose one encoded request. */
    record Propose(Payload data) implements RaftCommand {}

    /** A message of a peer. */
    record Step(Message message) implements RaftCommand {}

    /** Ask for the commit index. */
    record ReadIndex(Payload context) implements RaftCommand {}

    /** Run once the node knows that the entries which are being applied are applied. */
    record OnceApplied(RaftAction action) implements RaftCommand {}

    /** The append and all before it are durable. */
    record Appended(StorageAppend append) implements RaftCommand {}

    /** The entries and all before them are applied. */
    record Applied(StorageApply apply) implements RaftCommand {}

    /** The backend durably holds everything up to an index: what to do when a restart would begin there. */
    record Checkpoint(SnapshotMetadata applied, Runnable written) implements RaftCommand {}

    /** Anything rarer, run on the raft thread. */
    record Run(RaftAction action) implements RaftCommand {}
}
