package dev.etcetera.operator.plan;

import java.util.List;
import java.util.Optional;

/**
 * What one rung of the ladder has to say: what is done now, or what is waited for.
 *
 * @param findings what hinders it for longer
 */
record Move(List<Step> steps, List<Finding> findings, Optional<Progress> progress) {
    static final Move NONE = new Move(List.of(), List.of(), Optional.empty());

    Move {
        steps = List.copyOf(steps);
        findings = List.copyOf(findings);
    }

    static Move does(Step step, Progress.Reason why, String message) {
        return new Move(List.of(step), List.of(), Optional.of(new Progress(why, message)));
    }

    static Move waits(Progress.Reason why, String message) {
        return new Move(List.of(), List.of(), Optional.of(new Progress(why, message)));
    }

    Move finding(Finding finding) {
        return new Move(steps, List.of(finding), progress);
    }

    boolean acts() {
        return !steps.isEmpty();
    }
}
