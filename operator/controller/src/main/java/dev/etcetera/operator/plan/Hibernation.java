package dev.etcetera.operator.plan;

import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.plan.Finding.Reason;
import dev.etcetera.operator.resources.Names;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Stops all members and keeps all that they have: who is one, what was begun, their volumes. All that follow go at once, so
 * that none of them is elected, and whoever leads goes when they are gone.
 */
record Hibernation(ObservedCluster observed) {
    // A Pod on a dead node never ends; the others do not wait for it.
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Set<Reason> WORTH_A_WORD =
            Set.of(Reason.VOLUME_LOST, Reason.VOLUME_NOT_OURS, Reason.MEMBERS_LOST);

    Move plan() {
        List<ObservedMember> running = observed.members().stream()
                .filter(m -> m.pod()
                        .filter(p -> p.own() && !p.overdue(observed.now(), PATIENCE))
                        .isPresent())
                .toList();
        List<Finding> findings = observed.members().stream()
                .flatMap(m -> MemberPlan.of(m, observed).findings().stream())
                .filter(f -> WORTH_A_WORD.contains(f.reason()))
                .toList();
        if (running.isEmpty()) {
            return new Move(
                    List.of(),
                    findings,
                    Move.waits(Progress.Reason.HIBERNATED, kept()).progress());
        }
        boolean begun =
                running.size() < observed.members().size() || running.stream().anyMatch(Hibernation::ends);
        Optional<Move> first =
                begun || observed.serving() == 0 ? Optional.empty() : new Precaution(observed).beforeHibernation();
        if (first.isPresent()) {
            return new Move(first.get().steps(), findings, first.get().progress());
        }
        List<ObservedMember> followers = running.stream().filter(m -> !leads(m)).toList();
        List<Step> steps = (followers.isEmpty() ? running : followers)
                .stream().flatMap(Hibernation::stop).toList();
        return new Move(
                steps,
                findings,
                Move.waits(
                                Progress.Reason.HIBERNATING,
                                "spec.replicas is 0; " + running.size() + " of "
                                        + observed.members().size() + " members are still to be stopped")
                        .progress());
    }

    private String kept() {
        int kept = observed.members().size();
        return kept == 0
                ? "the cluster is formed when spec.replicas is set to more than 0"
                : kept + " members are stopped and keep their volumes and their identity; they come back when"
                        + " spec.replicas is set to more than 0";
    }

    private static Stream<Step> stop(ObservedMember member) {
        return member
                .pod()
                .filter(p -> !p.terminating())
                .<Step>map(p -> new Step.StopPod(Names.namespace(member.resource()), p.name(), p.uid()))
                .stream();
    }

    private static boolean ends(ObservedMember member) {
        return member.pod().map(PodView::terminating).orElse(true);
    }

    private static boolean leads(ObservedMember member) {
        return member.pod().flatMap(PodView::deletedAt).isEmpty()
                && member.health() instanceof MemberHealth.Answering a
                && a.leads();
    }
}
