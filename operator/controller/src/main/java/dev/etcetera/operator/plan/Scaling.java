package dev.etcetera.operator.plan;

import java.util.List;
import java.util.Optional;

/**
 * The part of a plan that changes how many members there are.
 *
 * @param findings what hinders it for longer
 */
record Scaling(List<Step> steps, List<Finding> findings, Optional<Progress> progress) {
    static final Scaling NONE = new Scaling(List.of(), List.of(), Optional.empty());

    Scaling {
        steps = List.copyOf(steps);
        findings = List.copyOf(findings);
    }

    static Scaling does(Step step, Progress.Reason why, String message) {
        return new Scaling(List.of(step), List.of(), Optional.of(new Progress(why, message)));
    }

    static Scaling waits(Progress.Reason why, String message) {
        return new Scaling(List.of(), List.of(), Optional.of(new Progress(why, message)));
    }

    Scaling finding(Finding finding) {
        return new Scaling(steps, List.of(finding), progress);
    }
}
