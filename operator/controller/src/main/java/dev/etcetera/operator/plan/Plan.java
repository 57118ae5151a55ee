package dev.etcetera.operator.plan;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * What is to be done now, what the user should know, and when to look again.
 *
 * @param steps in the order in which they are to be done
 * @param findings the most important first
 */
public record Plan(List<Step> steps, List<Finding> findings, Duration recheck) {
    public Plan {
        steps = List.copyOf(steps);
        findings =
                findings.stream().sorted(Comparator.comparing(Finding::reason)).toList();
        if (steps.stream().filter(Step::disruptive).count() > 1) {
            throw new IllegalArgumentException("more than one disruptive step: " + steps);
        }
    }

    /** Whether the spec asks for what this release cannot do. */
    public boolean refuses() {
        return findings.stream().anyMatch(f -> f.reason() == Finding.Reason.NOT_SUPPORTED);
    }

    /** What is wrong with the running cluster, as opposed to what its spec asks. */
    public List<Finding> troubles() {
        return findings.stream()
                .filter(f -> f.reason() != Finding.Reason.NOT_SUPPORTED)
                .toList();
    }
}
