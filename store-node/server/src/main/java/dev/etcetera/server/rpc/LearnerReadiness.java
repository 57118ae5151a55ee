package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.raft.ProgressStatus;
import dev.etcetera.raft.Status;
import java.util.Optional;

/** Whether a learner may get its vote: only the leader can tell, and only one that has nearly all of its log will do. */
final class LearnerReadiness {
    /** How much of the leader's log a learner must have. */
    static final double THRESHOLD = 0.9;

    private LearnerReadiness() {}

    /**
     * Why not, if not. A voter passes here: that it is no learner is found when the change is applied, as members may
     * change until then.
     */
    static Optional<EtcdError> refusal(Status leader, long learnerId) {
        ProgressStatus own = leader.progress().get(leader.id());
        if (own == null) {
            return Optional.of(EtcdError.NOT_LEADER);
        }
        ProgressStatus learner = leader.progress().get(learnerId);
        if (learner == null) {
            return Optional.of(EtcdError.MEMBER_NOT_FOUND);
        }
        double share = (double) learner.match() / (double) own.match();
        return share < THRESHOLD ? Optional.of(EtcdError.LEARNER_NOT_READY) : Optional.empty();
    }
}
