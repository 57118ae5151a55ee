package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.plan.Finding.Reason;
import dev.etcetera.operator.resources.Names;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done now, what the user should know, and when to look again.
 *
 * @param steps in the order in which they are to be done
 * @param findings the most important first
 * @param progress how the change goes that is under way; empty when there is none
 */
public record Plan(List<Step> steps, List<Finding> findings, Optional<Progress> progress, Duration recheck) {
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
        return findings.stream().anyMatch(f -> f.reason() == Reason.NOT_SUPPORTED);
    }

    /** What is wrong with the running cluster, as opposed to what its spec asks. */
    public List<Finding> troubles() {
        return findings.stream().filter(f -> f.reason() != Reason.NOT_SUPPORTED).toList();
    }

    /**
     * Whether it may be done, or said, only after a look past the caches: they may not show yet what was done a moment
     * ago, and then a second member would be made or an old list believed.
     */
    public boolean needsFreshLook() {
        return steps.stream().anyMatch(Plan::changesMembers)
                || findings.stream()
                        .anyMatch(f -> f.reason() == Reason.MEMBERSHIP_CHANGED || f.reason() == Reason.MEMBERS_LOST);
    }

    private static boolean changesMembers(Step step) {
        return switch (step) {
            case Step.Membership _, Step.Recovery _, Step.Restore _ -> true;
            case Step.CreateJoiner _, Step.MarkLeaving _, Step.Replace _, Step.ChangeMember _ -> true;
            case Step.GrowVolume _, Step.RollPod _, Step.StopPod _, Step.DeleteMember _ -> true;
            // A member that was given up or set aside a moment ago must not run again.
            case Step.CreatePod _ -> true;
            default -> false;
        };
    }

    /**
     * What is to be noted before anything of this plan is done, because it replaces a member; else nothing. An operator that
     * dies in between has counted it, and the next one does not count the same member again.
     */
    public Optional<EtcdClusterStatus.Repairs> repairs(ObservedCluster observed) {
        return steps.stream()
                .filter(Step.Replace.class::isInstance)
                .map(Step.Replace.class::cast)
                .findFirst()
                .map(r -> RepairBudget.of(observed).with(Names.of(r.member())));
    }

    /** What is to be noted about room that is being made. */
    public EtcdClusterStatus.@Nullable Space space(ObservedCluster observed) {
        return SpaceCycle.of(observed).after(this);
    }

    /** What is to be noted about a downgrade that the spec asks for, or asked for. */
    public @Nullable String downgradeTo(ObservedCluster observed) {
        return new Descent(observed).noted();
    }

    /** The same plan after the cluster refused one of its steps. */
    public Plan refused(String message) {
        return new Plan(
                steps, findings, Optional.of(new Progress(Progress.Reason.WAITING_FOR_CLUSTER, message)), recheck);
    }

    /** What is left of a plan to form a cluster when what it is restored from is not there: no serial was given to anybody. */
    public Plan withoutBackup(String message) {
        return new Plan(
                List.of(), findings, Optional.of(new Progress(Progress.Reason.WAITING_FOR_BACKUP, message)), recheck);
    }
}
