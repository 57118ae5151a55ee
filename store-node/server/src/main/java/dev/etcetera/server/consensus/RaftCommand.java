package dev.etcetera.server.consensus;

import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;

/** What other threads ask of the raft thread. */
sealed interface RaftCommand {
    /** Propose one encoded request. */
    record Propose(Payload data) implements RaftCommand {}

    /** A message of a peer. */
    record Step(Message message) implements RaftCommand {}

    /** Ask for the commit index. */
    record ReadIndex(Payload context) implements RaftCommand {}

    /** The same, but not in the middle of a turn: only after the node has advanced. */
    record OnceAdvanced(RaftAction action) implements RaftCommand {}

    /** Anything rarer, run on the raft thread. */
    record Run(RaftAction action) implements RaftCommand {}
}
