package dev.etcetera.operator.simulation;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.RestoreStage;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What planners do who do something else than what is right. */
final class WrongHands {
    private WrongHands() {}

    static List<Step> leaderFirst(List<Step> steps, ObservedCluster observed) {
        return steps.stream()
                .map(s -> s instanceof Step.ReclaimSpace reclaim
                        ? observed.members().stream()
                                .flatMap(m -> m.health() instanceof MemberHealth.Answering a && a.leads()
                                        ? Stream.of(a.memberId())
                                        : Stream.of())
                                .<Step>map(id -> new Step.ReclaimSpace(reclaim.leader(), reclaim.name(), id))
                                .findFirst()
                                .orElse(s)
                        : s)
                .toList();
    }

    static List<Step> stopsTheLeader(List<Step> steps, ObservedCluster observed) {
        return steps.stream()
                .map(s -> s instanceof Step.MoveLeader move
                        ? observed.members().stream()
                                .filter(m -> m.name().equals(move.from()))
                                .flatMap(m -> m.pod().stream())
                                .<Step>map(p -> new Step.RollPod("default", p.name(), p.uid(), true))
                                .findFirst()
                                .orElse(s)
                        : s)
                .toList();
    }

    static List<Step> stopsAll(List<Step> steps, ObservedCluster observed) {
        return steps.stream().noneMatch(Step.StopPod.class::isInstance)
                ? steps
                : observed.members().stream()
                        .flatMap(m -> m.pod().stream())
                        .<Step>map(p -> new Step.StopPod("default", p.name(), p.uid()))
                        .toList();
    }

    static List<Step> callsOff(List<Step> steps, ObservedCluster observed) {
        return observed.paused() || steps.stream().anyMatch(Step::disruptive)
                ? steps
                : observed.members().stream()
                        .flatMap(m -> m.health() instanceof MemberHealth.Answering a
                                        && a.leads()
                                        && !a.database().downgradeTarget().isEmpty()
                                ? Stream.of(m.name())
                                : Stream.of())
                        .<List<Step>>map(name -> List.of(new Step.CancelDowngrade(name, "3.6")))
                        .findFirst()
                        .orElse(steps);
    }

    static List<Step> pastTheBudget(List<Step> steps, ObservedCluster observed) {
        return steps.stream()
                .map(s -> s instanceof Step.RollPod roll
                        ? new Step.RollPod(roll.namespace(), roll.name(), roll.uid(), false)
                        : s)
                .toList();
    }

    static List<Step> growsAll(List<Step> steps, ObservedCluster observed) {
        return steps.stream().noneMatch(Step.GrowVolume.class::isInstance)
                ? steps
                : observed.members().stream()
                        .<Step>map(m -> new Step.GrowVolume(Template.of(m.resource())
                                .applyTo(
                                        m.resource(),
                                        observed.resource().getSpec().storage().size())))
                        .toList();
    }

    static List<Step> hasty(List<Step> steps, ObservedCluster observed) {
        List<Step> all = new ArrayList<>(steps);
        steps.stream()
                .filter(Step.Replace.class::isInstance)
                .map(Step.Replace.class::cast)
                .forEach(r -> all.add(new Step.DeleteVolume("default", Names.claim(r.member()))));
        return all;
    }

    static List<Step> hastyForce(List<Step> steps, ObservedCluster observed) {
        boolean waits = steps.stream().anyMatch(Step.StopGivenUp.class::isInstance);
        return observed.recovery()
                .filter(_ -> waits)
                .flatMap(mark -> observed.members().stream()
                        .filter(m -> m.name().equals(mark.survivor()))
                        .findFirst()
                        .map(m -> List.<Step>of(new Step.Force(m.resource(), mark.uid()))))
                .orElse(steps);
    }

    static List<Step> keepsForcing(List<Step> steps, ObservedCluster observed) {
        return steps.stream()
                .<Step>map(s -> s instanceof Step.Release
                        ? new Step.GrowAgain(observed.recovery().orElseThrow())
                        : s)
                .toList();
    }

    static List<Step> restless(List<Step> steps, ObservedCluster observed) {
        List<Step> all = new ArrayList<>(steps);
        observed.members().stream()
                .filter(ObservedMember::everAnswered)
                .findFirst()
                .ifPresent(m -> all.add(new Step.ChangeMember(m.resource())));
        return all;
    }

    static List<Step> hastyRestore(List<Step> steps, ObservedCluster observed) {
        return observed.paused()
                ? steps
                : observed.restore(RestoreStage.STOPPING)
                        .<List<Step>>map(mark -> List.of(new Step.AdvanceRestore(mark.at(RestoreStage.GROWING))))
                        .orElse(steps);
    }

    static List<Step> hastyDiscard(List<Step> steps, ObservedCluster observed) {
        return observed.paused() || observed.aside().isEmpty()
                ? steps
                : observed.restore(RestoreStage.GROWING)
                        .<List<Step>>map(mark -> observed.aside().stream()
                                .filter(ObservedMember::setAside)
                                .<Step>map(m -> new Step.Discard(m.resource(), mark.uid()))
                                .toList())
                        .filter(discards -> !discards.isEmpty())
                        .orElse(steps);
    }
}
