package dev.etcetera.operator.plan;

import dev.etcetera.operator.observe.ObservedCluster;

/**
 * What a cluster is on its way to.
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
        /** All members are being stopped. */
        HIBERNATING("Hibernating"),
        /** All members are stopped, as the user asked. */
        HIBERNATED(ObservedCluster.HIBERNATED),
        /** A member that cannot go on is being replaced. */
        REPLACING("Replacing"),
        /** Room is being made in a cluster whose data is at its quota. */
        RECLAIMING_SPACE("ReclaimingSpace"),
        /** Volumes grow, one after the other. */
        GROWING_VOLUMES("GrowingVolumes"),
        /** The members are being changed, one after the other. */
        ROLLING_OUT("RollingOut"),
        /** A change that the operator asks for comes to a few clusters at a time. */
        WAITING_FOR_TURN("WaitingForTurn"),
        /** The change of the members stopped at one that does not come back. */
        ROLLOUT_HALTED("RolloutHalted"),
        /** The cluster is recovered from the loss of its quorum. */
        RECOVERING("Recovering"),
        /** The recovery waits for what somebody has to do. */
        RECOVERY_WAITS("RecoveryWaits"),
        /** The cluster goes back to what a backup has. */
        RESTORING("Restoring"),
        /** The user asked that nothing be changed. */
        PAUSED("Paused"),
        /** A member without a vote starts or catches up. */
        WAITING_FOR_LEARNER("WaitingForLearner"),
        /** A backup is taken before something that could go wrong. */
        BACKING_UP("BackingUp"),
        /** What is to be restored is not there, or what was to be stored first was not. */
        WAITING_FOR_BACKUP("WaitingForBackup"),
        /** Nothing is changed until all members are well. */
        WAITING_FOR_MEMBERS("WaitingForMembers"),
        /** The cluster itself refused for now. */
        WAITING_FOR_CLUSTER("WaitingForCluster");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        /** Whether nothing moves until somebody does something. */
        public boolean stalled() {
            return switch (this) {
                case PAUSED, HIBERNATED, RECOVERY_WAITS, ROLLOUT_HALTED, WAITING_FOR_BACKUP -> true;
                default -> false;
            };
        }

        /** The reason as a condition shows it. */
        public String word() {
            return word;
        }
    }
}
