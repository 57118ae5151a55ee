package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.RestoreStage;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberRecovery;
import dev.etcetera.operator.api.v1alpha1.EtcdRestore;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import dev.etcetera.operator.observe.ClaimView;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.ObservedRestore;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.plan.Progress.Reason;
import dev.etcetera.operator.resources.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The part of a restore in place that changes the cluster, once the volume of the seed is filled ({@link Filling}). All members are
 * set aside in their resources, then stopped; only when Kubernetes has no Pod of them any more, the cluster is noted to be the
 * seed alone, which then starts and grows by the ladder like any new one. What was set aside keeps its volumes until all
 * members serve. Up to that note the way back is to take the seed away and the members back; so it is afterwards when the
 * seed is lost before another member joined it.
 */
record Restoring(ObservedCluster observed, EtcdClusterStatus.Restore mark) {

    private static final String RESTORED = "the cluster has what was restored, and all its members";

    /** Empty when the ladder goes on. */
    Optional<Move> plan() {
        return switch (mark.stage()) {
            case FILLING -> Optional.empty();
            case STOPPING -> Optional.of(stopping());
            case GROWING -> growing();
            case REVERTING -> Optional.of(reverting());
        };
    }

    /** That it is under way, for whoever has nothing better to say. */
    Progress progress() {
        return new Progress(
                Reason.RESTORING, "EtcdRestore " + mark.name() + ": the cluster begins again with " + mark.seed());
    }

    private Move stopping() {
        Optional<ObservedMember> seed = observed.aside().stream().findFirst();
        Optional<String> lost =
                seed.isEmpty() ? Optional.of("lost its EtcdMember") : Casualty.lostForGood(seed.orElseThrow());
        if (lost.isPresent()) {
            return fails(mark.seed() + " " + lost.get());
        }
        if (open().isEmpty()) {
            return moves(revert(), "EtcdRestore " + mark.name() + " is not to be done any more");
        }
        List<Step> asides = observed.members().stream()
                .filter(m -> !m.givenUp() && !m.setAside())
                .<Step>map(m -> new Step.SetAside(m.resource(), mark.uid()))
                .toList();
        if (!asides.isEmpty()) {
            return moves(asides, "all members are set aside");
        }
        // The Pod that filled the volume bears the name of the one that is to come.
        List<PodView> pods = Stream.concat(observed.pods().stream(), seed.orElseThrow().pod().stream())
                .toList();
        return standstill(pods)
                .orElseGet(() -> moves(
                        List.of(new Step.AdvanceRestore(mark.at(RestoreStage.GROWING))),
                        "no member has a Pod; the cluster begins again with " + mark.seed()));
    }

    private Optional<Move> growing() {
        // Who is given up never comes back: whatever happened since, that was decided.
        boolean said = resource()
                .flatMap(RestoreReports::phase)
                .filter(p -> p == RequestPhase.SUCCEEDED)
                .isPresent();
        if (said || observed.aside().stream().anyMatch(m -> m.givenUp() && mine(m))) {
            return Optional.of(ends(RequestPhase.SUCCEEDED, RESTORED));
        }
        Census census = Census.of(observed);
        if (census.in(Census.State.LOST).size() == census.voters().size()) {
            return Optional.of(clear(observed.members())
                    .orElseGet(() ->
                            fails("all that was restored is lost for good: " + census.describe(Census.State.LOST))));
        }
        // The user's way to have it over, so that something else can be asked for.
        if (observed.everServed() && resource().isEmpty()) {
            return Optional.of(ends(RequestPhase.FAILED, "EtcdRestore " + mark.name() + " was deleted"));
        }
        // Without a list nobody knows who has a vote.
        if (observed.membership().isPresent() && census.lostForGood()) {
            return Optional.of(ends(
                    RequestPhase.FAILED,
                    "the quorum was lost while the cluster grew: " + census.describe(Census.State.LOST)));
        }
        return observed.everServed() && Whole.is(observed)
                ? Optional.of(ends(RequestPhase.SUCCEEDED, RESTORED))
                : Optional.empty();
    }

    /** Whoever was set aside is given up: the cluster is what was restored. */
    private Move ends(RequestPhase phase, String message) {
        List<Step> steps = new ArrayList<>(report(phase, message));
        List<Step> discards = observed.aside().stream()
                .filter(m -> !m.givenUp())
                .<Step>map(m -> new Step.Discard(m.resource(), mark.uid()))
                .toList();
        steps.addAll(discards.isEmpty() ? List.of(new Step.EndRestore(mark, false)) : discards);
        return moves(steps, message);
    }

    /** Takes away what was made of what was restored; empty when nothing is left. */
    private Optional<Move> clear(List<ObservedMember> members) {
        if (members.isEmpty()) {
            return Optional.empty();
        }
        Optional<Move> stops = standstill(members.stream()
                .flatMap(m -> m.pod().filter(PodView::own).stream())
                .toList());
        if (stops.isPresent()) {
            return stops;
        }
        String namespace = Names.namespace(observed.resource());
        List<Step> steps = new ArrayList<>();
        for (ObservedMember member : members) {
            member.claim()
                    .filter(c -> c.own() && !c.terminating())
                    .map(ClaimView::name)
                    .ifPresent(claim -> steps.add(new Step.DropFilled(namespace, claim)));
            steps.add(new Step.DropSeed(namespace, member.name(), Names.uid(member.resource())));
        }
        return Optional.of(moves(steps, "what was restored goes"));
    }

    private Move reverting() {
        Optional<Move> clears = clear(observed.aside());
        if (clears.isPresent()) {
            return clears.get();
        }
        List<Step> back = observed.members().stream()
                .filter(ObservedMember::setAside)
                .<Step>map(m -> new Step.TakeBack(m.resource()))
                .toList();
        return back.isEmpty()
                ? moves(List.of(new Step.EndRestore(mark, true)), "the cluster goes on as it was")
                : moves(back, "the members come back");
    }

    private boolean mine(ObservedMember member) {
        MemberRecovery part = member.resource().getSpec().recovery();
        return part != null && part.uid().equals(mark.uid());
    }

    private Optional<Move> standstill(List<PodView> pods) {
        String namespace = Names.namespace(observed.resource());
        Function<PodView, Step> stop = p -> new Step.StopAside(namespace, p.name(), p.uid());
        return new Standstill(observed, Reason.RESTORING, stop).of(pods);
    }

    private Move fails(String why) {
        List<Step> steps = new ArrayList<>(report(RequestPhase.FAILED, why + "; the cluster goes back to what it was"));
        steps.addAll(revert());
        return moves(steps, why);
    }

    private List<Step> revert() {
        return List.of(new Step.AdvanceRestore(mark.at(RestoreStage.REVERTING)));
    }

    private List<Step> report(RequestPhase phase, String message) {
        return resource()
                .map(r -> new RestoreReports(observed.now()).report(r, phase, message))
                .orElse(List.of());
    }

    private Optional<EtcdRestore> open() {
        return resource().filter(r -> !Request.over(RestoreReports.phase(r)));
    }

    private Optional<EtcdRestore> resource() {
        return observed.asked().restores().stream()
                .map(ObservedRestore::resource)
                .filter(r -> Names.uid(r).equals(mark.uid()))
                .findFirst();
    }

    private static Move moves(List<Step> steps, String message) {
        return new Move(steps, List.of(), Optional.of(new Progress(Reason.RESTORING, message)));
    }
}
