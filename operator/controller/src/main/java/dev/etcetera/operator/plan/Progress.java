package dev.etcetera.operator.plan;

/**
 * How far the number of members is on its way.
 *
 * @param message one sentence, without a full stop
 */
public record Progress(Reason reason, String message) {

    /** What happens, or what is waited for. */
    public enum Reason {
        /** A member is being added. */
        SCALING_UP("ScalingUp"),
        /** A member is being removed. */
        SCALING_DOWN("ScalingDown"),
        /** A member without a vote starts or catches up. */
        WAITING_FOR_LEARNER("WaitingForLearner"),
        /** Nothing is changed until all members are well. */
        WAITING_FOR_MEMBERS("WaitingForMembers"),
        /** The cluster itself refused for now. */
        WAITING_FOR_CLUSTER("WaitingForCluster");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        /** The reason as a condition shows it. */
        public String word() {
            return word;
        }
    }
}
