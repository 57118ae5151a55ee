package dev.etcetera.raft.protocol;

import java.util.List;
import java.util.Optional;

/**
 * Everything two nodes say to each other; each maps to one type of raftpb.Message. Term 0 marks messages that do not
 * belong to a term: proposals and read requests on their way to a leader.
 */
public sealed interface Message {
    long from();

    long to();

    long term();

    /** Whether it answers something: from who is no member (any more) it means nothing. */
    default boolean isResponse() {
        return this instanceof AppendResponse
                || this instanceof VoteResponse
                || this instanceof HeartbeatResponse
                || this instanceof ReadIndexResponse;
    }

    /** Whether only a leader of the message's term sends it. */
    default boolean isFromLeader() {
        return this instanceof Append || this instanceof Heartbeat || this instanceof InstallSnapshot;
    }

    /** What an election request is for. */
    enum VoteKind {
        /** Would you vote for me? Changes nothing on either side (thesis §9.6). */
        PRE,
        REAL,
        /** A real vote asked for by the leader itself: not held back by its lease. */
        TRANSFER
    }

    /** Why an append was refused: where, and in which term, the follower believes the logs may still agree. */
    record Rejection(long hintIndex, long hintTerm) {}

    record Propose(long from, long to, long term, List<Entry> entries) implements Message {}

    record Append(long from, long to, long term, EntryId previous, List<Entry> entries, long commit)
            implements Message {}

    /** {@code index} is the last one known to match, or the refused {@code previous.index()} with a rejection. */
    record AppendResponse(long from, long to, long term, long index, Optional<Rejection> rejection)
            implements Message {}

    /**
     * {@code last} is the end of the candidate's log, {@code committed} an entry that it knows to be committed. Go's members
     * leave that out (then it is {@link EntryId#ZERO}) and ignore it.
     */
    record Vote(long from, long to, long term, EntryId last, EntryId committed, VoteKind kind) implements Message {
        public Vote(long from, long to, long term, EntryId last, VoteKind kind) {
            this(from, to, term, last, EntryId.ZERO, kind);
        }
    }

    /** {@code committed} comes with a rejection: as in {@link Vote}, an entry that the rejecting node knows to be committed. */
    record VoteResponse(long from, long to, long term, boolean pre, boolean rejected, EntryId committed)
            implements Message {
        public VoteResponse(long from, long to, long term, boolean pre, boolean rejected) {
            this(from, to, term, pre, rejected, EntryId.ZERO);
        }
    }

    /** The context names the newest read request that an answer confirms; empty when none waits. */
    record Heartbeat(long from, long to, long term, long commit, Payload context) implements Message {}

    record HeartbeatResponse(long from, long to, long term, Payload context) implements Message {}

    record InstallSnapshot(long from, long to, long term, Snapshot snapshot) implements Message {}

    record ReadIndex(long from, long to, long term, Payload context) implements Message {}

    record ReadIndexResponse(long from, long to, long term, long index, Payload context) implements Message {}

    /** {@code from} is the node that shall lead, as in etcd, whoever sends it. */
    record TransferLeader(long from, long to, long term) implements Message {}

    record TimeoutNow(long from, long to, long term) implements Message {}

    record ForgetLeader(long from, long to, long term) implements Message {}
}
