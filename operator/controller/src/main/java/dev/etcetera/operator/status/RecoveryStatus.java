package dev.etcetera.operator.status;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.Stage;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.plan.Plan;
import dev.etcetera.operator.plan.Step;
import org.jspecify.annotations.Nullable;

/** How far a recovery is, as the cluster's status says it. It is counted in the very write that ends it. */
record RecoveryStatus(
        EtcdClusterStatus.@Nullable Recovery underWay,
        @Nullable Integer count) {

    static RecoveryStatus of(ObservedCluster observed, Plan plan) {
        EtcdClusterStatus before = observed.resource().getStatus();
        EtcdClusterStatus.Recovery underWay = observed.recovery().orElse(null);
        Integer count = before == null ? null : before.recoveryCount();
        for (Step step : plan.steps()) {
            switch (step) {
                case Step.BeginRecovery begin -> underWay = begin.mark();
                case Step.GrowAgain grow -> underWay = growing(grow.mark());
                case Step.EndRecovery end -> {
                    underWay = null;
                    count = end.succeeded() ? Integer.valueOf(count == null ? 1 : count + 1) : count;
                }
                default -> {}
            }
        }
        return new RecoveryStatus(underWay, count);
    }

    private static EtcdClusterStatus.Recovery growing(EtcdClusterStatus.Recovery mark) {
        return new EtcdClusterStatus.Recovery(mark.uid(), mark.name(), mark.survivor(), Stage.GROWING);
    }
}
