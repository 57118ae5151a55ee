package dev.etcetera.raft.tracker;

import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.quorum.IdSet;
import dev.etcetera.raft.quorum.JointConfig;

/**
 * Who takes part and how. Learners are never voters at the same time: a voter that is being demoted waits in
 * {@code learnersNext} until the joint configuration is left.
 *
 * <pre>
 * before          voters (1 2 3)
 * demote 3        voters (1 2) and (1 2 3)    learnersNext (3)
 * leave joint     voters (1 2)                learners (3)
 * </pre>
 */
public record Configuration(JointConfig voters, IdSet learners, IdSet learnersNext, boolean autoLeave) {
    public static final Configuration EMPTY = new Configuration(JointConfig.EMPTY, IdSet.EMPTY, IdSet.EMPTY, false);

    public static Configuration of(ConfState state) {
        return new Configuration(
                JointConfig.of(IdSet.of(state.voters()), IdSet.of(state.votersOutgoing())),
                IdSet.of(state.learners()),
                IdSet.of(state.learnersNext()),
                state.autoLeave());
    }

    public ConfState confState() {
        return new ConfState(
                incoming().toList(), learners.toList(), outgoing().toList(), learnersNext.toList(), autoLeave);
    }

    public IdSet incoming() {
        return voters.incoming().voters();
    }

    public IdSet outgoing() {
        return voters.outgoing().voters();
    }

    public boolean isJoint() {
        return voters.isJoint();
    }

    public boolean isVoter(long id) {
        return voters.contains(id);
    }

    public boolean isLearner(long id) {
        return learners.contains(id);
    }

    public boolean contains(long id) {
        return isVoter(id) || isLearner(id);
    }

    /** Everybody the leader replicates to, itself included. */
    public IdSet members() {
        return voters.ids().union(learners);
    }

    /** Whether one voter decides alone. */
    public boolean isSingleton() {
        return incoming().size() == 1 && !isJoint();
    }

    @Override
    public String toString() {
        return "voters=" + voters
                + (learners.isEmpty() ? "" : " learners=" + learners)
                + (learnersNext.isEmpty() ? "" : " learners_next=" + learnersNext)
                + (autoLeave ? " autoleave" : "");
    }
}
