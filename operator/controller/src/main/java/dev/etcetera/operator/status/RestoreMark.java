package dev.etcetera.operator.status;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.plan.Plan;
import dev.etcetera.operator.plan.Step;
import org.jspecify.annotations.Nullable;

/** How far a restore in place is, as the cluster's status notes it. */
final class RestoreMark {
    private RestoreMark() {}

    static EtcdClusterStatus.@Nullable Restore of(ObservedCluster observed, Plan plan) {
        EtcdClusterStatus.Restore mark = observed.restore().orElse(null);
        for (Step step : plan.steps()) {
            switch (step) {
                case Step.BeginRestore begin -> mark = begin.mark();
                case Step.AdvanceRestore advance -> mark = advance.mark();
                case Step.EndRestore _ -> mark = null;
                default -> {}
            }
        }
        return mark;
    }
}
