package dev.etcetera.raft.quorum;

/**
 * Two majorities that must both agree (thesis §4.3). Outside of a membership change the outgoing one is empty and the
 * incoming one decides alone.
 */
public record JointConfig(MajorityConfig incoming, MajorityConfig outgoing) {
    public static final JointConfig EMPTY = new JointConfig(MajorityConfig.EMPTY, MajorityConfig.EMPTY);

    public static JointConfig of(IdSet incoming, IdSet outgoing) {
        return new JointConfig(new MajorityConfig(incoming), new MajorityConfig(outgoing));
    }

    public boolean isJoint() {
        return !outgoing.voters().isEmpty();
    }

    /** Every voter of either half. */
    public IdSet ids() {
        return incoming.voters().union(outgoing.voters());
    }

    public boolean contains(long id) {
        return incoming.voters().contains(id) || outgoing.voters().contains(id);
    }

    public long committedIndex(AckedIndexer acked) {
        return Math.min(incoming.committedIndex(acked), outgoing.committedIndex(acked));
    }

    public VoteResult voteResult(Ballots ballots) {
        VoteResult first = incoming.voteResult(ballots);
        VoteResult second = outgoing.voteResult(ballots);
        if (first == second) {
            return first;
        }
        boolean lost = first == VoteResult.LOST || second == VoteResult.LOST;
        return lost ? VoteResult.LOST : VoteResult.PENDING;
    }

    @Override
    public String toString() {
        return isJoint() ? incoming + "&&" + outgoing : incoming.toString();
    }
}
