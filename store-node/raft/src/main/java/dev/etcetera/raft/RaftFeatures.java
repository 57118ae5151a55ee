package dev.etcetera.raft;

import dev.etcetera.raft.protocol.Invariant;

/**
 * Parts of the protocol that can be switched.
 *
 * @param stepDownOnRemoval a leader that is removed or demoted becomes a follower at once instead of leading on
 * @param disableConfChangeValidation the application itself makes sure that changes follow one another
 */
public record RaftFeatures(
        boolean preVote,
        boolean checkQuorum,
        ReadOnlyOption readOnly,
        boolean disableProposalForwarding,
        boolean stepDownOnRemoval,
        boolean disableConfChangeValidation) {
    public RaftFeatures {
        Invariant.check(
                readOnly != ReadOnlyOption.LEASE_BASED || checkQuorum,
                "CheckQuorum must be enabled when ReadOnlyOption is ReadOnlyLeaseBased");
    }

    public RaftFeatures(
            boolean preVote, boolean checkQuorum, ReadOnlyOption readOnly, boolean disableProposalForwarding) {
        this(preVote, checkQuorum, readOnly, disableProposalForwarding, false, false);
    }

    /** What etcdserver runs with. */
    public static RaftFeatures etcd() {
        return new RaftFeatures(true, true, ReadOnlyOption.SAFE, false);
    }
}
