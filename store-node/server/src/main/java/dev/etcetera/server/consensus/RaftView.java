package dev.etcetera.server.consensus;

/** What the raft thread last published of itself; any thread may read it, each value on its own. */
public interface RaftView {
    /** This member's id. */
    long memberId();

    /** The leader's id, 0 when none is known. */
    long leaderId();

    /** The current term. */
    long term();

    /** The highest index known to be committed. */
    long committedIndex();

    /** Whether this member leads. */
    default boolean isLeader() {
        return leaderId() == memberId();
    }
}
