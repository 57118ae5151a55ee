package dev.etcetera.raft.quorum;

/** What each voter has said so far. */
@FunctionalInterface
public interface Ballots {
    /** One voter's word. */
    enum Ballot {
        MISSING,
        GRANTED,
        REJECTED
    }

    Ballot of(long voter);
}
