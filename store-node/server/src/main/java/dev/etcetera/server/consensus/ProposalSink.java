package dev.etcetera.server.consensus;

import dev.etcetera.raft.protocol.Payload;

/** Takes proposals for the raft thread; any thread may call it. */
public interface ProposalSink {
    /** Whether this member takes new writes at all: not while its disk has no room for them. */
    default boolean hasRoom() {
        return true;
    }

    /** Queues one encoded request; false when the raft thread's queue is full. */
    boolean propose(Payload data);

    /** Proposes only if this member leads in that term when its turn comes; otherwise it is forgotten, never passed on. */
    void proposeAsLeader(long term, Payload data);
}
