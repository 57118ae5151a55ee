package dev.etcetera.server.consensus;

import dev.etcetera.raft.StorageAppend;
import dev.etcetera.raft.StorageApply;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.SnapshotMetadata;
import java.util.List;

/** What other threads ask of the raft thread. */
sealed interface RaftCommand {
    /** A request of ours. */
    static RaftCommand proposing(Payload request) {
        return new Propose(List.of(Entry.proposal(EntryType.NORMAL, request)));
    }

    /** What a peer sent. */
    static RaftCommand taking(Message message) {
        return message instanceof Message.Propose forwarded ? new Propose(forwarded.entries()) : new Step(message);
    }

    /** Propose these, which have no place in the log yet: ours, or what a peer forwarded. */
    record Propose(List<Entry> entries) implements RaftCommand {
        public Propose {
            entries = List.copyOf(entries);
        }
    }

    /** Any other message of a peer. */
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
