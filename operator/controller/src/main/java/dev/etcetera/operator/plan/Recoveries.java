package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import dev.etcetera.operator.observe.ObservedCluster;
import java.util.ArrayList;
import java.util.List;

/** What recoveries from the loss of the quorum are told, beside what is done. */
record Recoveries(ObservedCluster observed) {

    /** What those are told that are not decided yet. */
    List<Step> admission() {
        return new Admission(observed).steps();
    }

    /** The same, how the one goes that is under way, and its end when it has no member left to go on with. */
    List<Step> beside(Move change) {
        List<Step> steps =
                new ArrayList<>(observed.members().isEmpty() && !observed.hibernating() ? change.steps() : List.of());
        steps.addAll(admission());
        if (observed.recovery().isPresent() && change.steps().stream().noneMatch(Step.EndRecovery.class::isInstance)) {
            RecoveryReports reports = new RecoveryReports(observed, Census.of(observed));
            String message = change.progress().map(Progress::message).orElse("the cluster grows");
            reports.underWay(observed.recovery().get())
                    .ifPresent(r -> steps.addAll(reports.report(r, RequestPhase.RUNNING, message)));
        }
        return steps;
    }
}
