package dev.etcetera.raft.quorum;

/** How an election stands. */
public enum VoteResult {
    /** Neither side has a quorum yet. */
    PENDING,
    /** No quorum of granted votes is possible any more. */
    LOST,
    WON
}
