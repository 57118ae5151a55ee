package dev.etcetera.server.consensus;

import dev.etcetera.raft.protocol.Payload;

/** Hears what happens in Raft. Called on the raft thread: must be quick and must not block. */
public interface RaftListener {
    /** A leader was lost ({@code leader} 0), found or changed. */
    default void leaderChanged(long previousLeader, long leader, boolean isSelf, long term) {}

    /** The commit index at the time a ReadIndex request with this context was made. */
    default void readIndexConfirmed(long index, Payload context) {}

    /** This member leads and has committed an entry of its own term: ReadIndex requests made before may be retried. */
    default void committedInTerm(long term) {}
}
