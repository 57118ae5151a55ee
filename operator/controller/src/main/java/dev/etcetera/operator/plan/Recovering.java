package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.Stage;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberRecovery;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.Part;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.member.Membership;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.plan.Progress.Reason;
import dev.etcetera.operator.resources.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The next step of a recovery that is under way. All others are given up in their resources, then stopped; only when Kubernetes
 * has no Pod of them any more, the survivor's Pod is made with {@code --force-new-cluster}; when it serves alone, without
 * again; when it serves alone as that, the cluster grows by the ladder like any other. Each of these is noted before it is
 * done: in the members' resources, and in the stage of the cluster's status.
 */
record Recovering(ObservedCluster observed, EtcdClusterStatus.Recovery mark, Rolling rolling) {
    /** Empty when the ladder goes on. */
    Optional<Move> plan() {
        return mark.stage() == Stage.GROWING ? growing() : Optional.of(forcing());
    }

    private Optional<Move> growing() {
        if (Whole.is(observed)) {
            return Optional.of(end(
                    true, "the cluster goes on with what " + mark.survivor() + " had, and has all its members again"));
        }
        Census census = Census.of(observed);
        return census.lostForGood()
                ? Optional.of(end(
                        false,
                        "the quorum was lost again while the cluster grew: " + census.describe(Census.State.LOST)))
                : Optional.empty();
    }

    private Move forcing() {
        Optional<ObservedMember> found = observed.members().stream()
                .filter(m -> m.name().equals(mark.survivor()))
                .findFirst();
        if (found.isEmpty()) {
            return end(false, "the EtcdMember of " + mark.survivor() + " is gone" + remains());
        }
        ObservedMember survivor = found.get();
        Optional<String> lost = Casualty.lostForGood(survivor);
        if (lost.isPresent()) {
            return end(false, survivor.name() + " " + lost.get() + remains());
        }
        return switch (part(survivor).orElse(Part.GIVEN_UP)) {
            case GIVEN_UP, SPARED, SET_ASIDE -> isolate(survivor);
            case FORCED ->
                serving(
                        survivor,
                        new Step.Release(survivor.resource(), mark.uid()),
                        survivor.name() + " serves alone; its Pod is made again as that of any member");
            case ALONE ->
                serving(survivor, new Step.GrowAgain(mark), survivor.name() + " serves alone; members are added");
        };
    }

    /** What this recovery made of a member so far; nothing an earlier one did counts. */
    private Optional<Part> part(ObservedMember member) {
        return Optional.ofNullable(member.resource().getSpec().recovery())
                .filter(r -> r.uid().equals(mark.uid()))
                .map(MemberRecovery::part);
    }

    private Move isolate(ObservedMember survivor) {
        if (observed.membership().filter(Membership::confirmed).isPresent()) {
            List<Step> spared = observed.members().stream()
                    .filter(m -> m.givenUp() && part(m).isPresent())
                    .<Step>map(m -> new Step.Spare(m.resource(), mark.uid()))
                    .toList();
            String message = "the cluster has a quorum again; nothing was forced";
            return spared.isEmpty() ? end(false, message) : moves(spared, message);
        }
        List<Step> steps = new ArrayList<>();
        observed.members().stream()
                .filter(m -> m.serial() != survivor.serial() && !m.givenUp())
                .forEach(m -> steps.add(new Step.GiveUp(m.resource(), mark.uid())));
        if (!steps.isEmpty()) {
            return moves(steps, "all members but " + survivor.name() + " are given up");
        }
        List<PodView> others = observed.pods().stream()
                .filter(p -> !p.name().equals(survivor.name()))
                .toList();
        return new Standstill(
                        observed,
                        Reason.RECOVERING,
                        p -> new Step.StopGivenUp(Names.namespace(observed.resource()), p.name(), p.uid()))
                .of(others)
                .orElseGet(() -> moves(
                        List.of(new Step.Force(survivor.resource(), mark.uid())),
                        "no other member has a Pod; " + survivor.name() + " becomes a cluster of one"));
    }

    /** Brings the survivor's Pod to what its resource says, and once it serves alone does what is next. */
    private Move serving(ObservedMember survivor, Step next, String message) {
        Optional<PodView> pod = survivor.pod().filter(PodView::own).filter(p -> !p.terminating());
        if (pod.isEmpty()) {
            return moves(List.of(), "the Pod of " + survivor.name() + " is made again");
        }
        if (!pod.get().asTold()) {
            String namespace = Names.namespace(observed.resource());
            return moves(
                    List.of(new Step.RestartSurvivor(
                            namespace, pod.get().name(), pod.get().uid())),
                    "the Pod of " + survivor.name() + " is made again");
        }
        if (alone(survivor)) {
            return moves(List.of(next), message);
        }
        // It was told of something with which it cannot run, and the spec was mended since.
        Optional<Move> mended = pod.get().trouble().isPresent() ? rolling.sick().filter(Move::acts) : Optional.empty();
        return mended.orElseGet(() -> moves(List.of(), "waiting until " + survivor.name() + " serves alone"));
    }

    private boolean alone(ObservedMember survivor) {
        return survivor.health() instanceof MemberHealth.Answering a
                && a.leads()
                && observed.membership()
                        .filter(list -> list.confirmed() && list.members().size() == 1)
                        .flatMap(list -> list.at(survivor.peerUrl()))
                        .filter(m -> !m.learner())
                        .isPresent();
    }

    private String remains() {
        String claims = observed.members().stream()
                .filter(m -> !m.name().equals(mark.survivor()))
                .flatMap(m -> m.claim().stream())
                .filter(c -> c.own() && !c.terminating() && c.lost().isEmpty())
                .map(c -> "PersistentVolumeClaim " + c.name())
                .collect(Collectors.joining(", "));
        return claims.isEmpty() ? "; nothing else is left" : "; still there: " + claims;
    }

    private Move end(boolean succeeded, String message) {
        RecoveryReports reports = new RecoveryReports(observed, Census.of(observed));
        List<Step> steps = new ArrayList<>(reports.underWay(mark)
                .map(r -> reports.report(r, succeeded ? RequestPhase.SUCCEEDED : RequestPhase.FAILED, message))
                .orElse(List.of()));
        steps.add(new Step.EndRecovery(succeeded));
        return moves(steps, message);
    }

    private static Move moves(List<Step> steps, String message) {
        return new Move(steps, List.of(), Optional.of(new Progress(Reason.RECOVERING, message)));
    }
}
