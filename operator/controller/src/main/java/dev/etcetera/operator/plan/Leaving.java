package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.RetentionPolicy;
import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.member.Membership;
import dev.etcetera.operator.observe.ClaimView;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.plan.Progress.Reason;
import dev.etcetera.operator.resources.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The way of a member out of the cluster: leadership, membership, Pod, volume, resource. What is left of a removed
 * member is worthless: it may not vote under its old id and nothing in it is missing elsewhere; so its volume goes
 * whatever the retention policy says, which is about the cluster's deletion. It is kept back only while those that stay are
 * no quorum of members that keep what they have.
 */
record Leaving(ObservedCluster observed, Membership list, Lineup lineup, Safety safety) {
    // A Pod on a dead node never ends; the rest of the member then goes without waiting for it.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** The first step of a voter's way out. */
    Move begin(ObservedMember member, int wanted) {
        String aim = lineup.voters().size() + " members have a vote and " + wanted + " are wanted";
        long id = observed.listed(member).map(LiveMember::memberId).orElse(0L);
        Optional<String> objection = safety.objectionWithout(id);
        if (objection.isPresent()) {
            return Move.waits(
                    Reason.WAITING_FOR_MEMBERS,
                    aim + "; " + member.name() + " is removed when the others are well: " + objection.get());
        }
        return handOver(member, id, aim, Reason.SCALING_DOWN)
                .orElseGet(() -> Move.does(
                        new Step.MarkLeaving(member.resource()),
                        Reason.SCALING_DOWN,
                        aim + "; removing " + member.name()));
    }

    /** The next step of those that were told to leave. */
    Move plan() {
        List<Step> clearing = new ArrayList<>();
        for (ObservedMember leaver : lineup.leavers()) {
            if (observed.standing(leaver) == ObservedCluster.Standing.UNLISTED) {
                clearing.addAll(clear(leaver));
            }
        }
        // Whoever serves no more goes first: the others count again as soon as it is off the list.
        Optional<ObservedMember> listed = lineup.leavers().stream()
                .filter(l -> observed.listed(l).isPresent())
                .min(Comparator.comparing(safety::votes).thenComparing(safety::well));
        Move removal = listed.map(this::remove)
                .orElseGet(() -> Move.waits(
                        Reason.SCALING_DOWN,
                        "member " + lineup.leavers().getFirst().name() + " left, what remains of it goes"));
        clearing.addAll(removal.steps());
        return new Move(clearing, removal.findings(), removal.progress());
    }

    private Move remove(ObservedMember leaver) {
        LiveMember listed = observed.listed(leaver).orElseThrow();
        String aim = "member " + leaver.name() + " leaves";
        if (!listed.learner()) {
            Optional<String> objection = safety.objectionToRemoving(listed.memberId());
            if (objection.isPresent()) {
                return Move.waits(Reason.WAITING_FOR_MEMBERS, aim + " when the others are well: " + objection.get());
            }
            Optional<Move> first = handOver(leaver, listed.memberId(), aim, Reason.SCALING_DOWN);
            if (first.isPresent()) {
                return first.get();
            }
        }
        return safety.leaderAddress()
                .map(leader -> Move.does(
                        new Step.RemoveMember(leader, leaver.name(), listed.memberId()), Reason.SCALING_DOWN, aim))
                .orElseGet(() -> Move.waits(Reason.WAITING_FOR_MEMBERS, aim + " when there is a leader"));
    }

    /**
     * The leader hands over to the oldest member that stays and is well before it goes; one with corrupt data to anybody
     * who is well.
     */
    Optional<Move> handOver(ObservedMember member, long memberId, String aim, Reason reason) {
        if (safety.leaderId().filter(id -> id == memberId).isEmpty()) {
            return Optional.empty();
        }
        Optional<ObservedMember> heir = Stream.concat(
                        lineup.voters().stream(), safety.corrupt(member) ? lineup.leavers().stream() : Stream.of())
                .filter(v -> v.serial() != member.serial()
                        && observed.standing(v) == ObservedCluster.Standing.VOTER
                        && safety.well(v))
                .findFirst();
        Optional<String> address = member.pod().flatMap(PodView::address);
        if (heir.isEmpty() || address.isEmpty()) {
            return Optional.of(Move.waits(
                    Reason.WAITING_FOR_MEMBERS, aim + ", but it leads and cannot hand over to another member"));
        }
        return Optional.of(Move.does(
                new Step.MoveLeader(
                        address.get(),
                        member.name(),
                        heir.get().name(),
                        observed.listed(heir.get()).orElseThrow().memberId()),
                reason,
                aim + "; it leads and hands over to " + heir.get().name()));
    }

    private List<Step> clear(ObservedMember leaver) {
        String namespace = Names.namespace(observed.resource());
        Optional<PodView> pod = leaver.pod().filter(PodView::own).filter(p -> !p.overdue(observed.now(), PATIENCE));
        if (pod.isPresent()) {
            return pod.get().terminating()
                    ? List.of()
                    : List.of(new Step.DeletePod(
                            namespace, leaver.name(), pod.get().uid()));
        }
        Optional<ClaimView> claim = leaver.claim()
                .filter(ClaimView::own)
                .filter(c -> !c.terminating() && !(leaver.givenUp() && retained()));
        if (claim.isPresent() && !safety.intact()) {
            return List.of();
        }
        if (claim.isPresent()) {
            return List.of(new Step.DeleteVolume(namespace, claim.get().name()));
        }
        // The serial must be known to be used up before the last trace of it goes.
        return serialNoted(leaver)
                ? List.of(new Step.DeleteMember(namespace, leaver.name(), Names.uid(leaver.resource())))
                : List.of();
    }

    /** What a recovery gave up may be all that is left of the last writes: there the user's policy holds. */
    private boolean retained() {
        return observed.resource().getSpec().storage().retentionPolicy() == RetentionPolicy.RETAIN;
    }

    private boolean serialNoted(ObservedMember leaver) {
        EtcdClusterStatus status = observed.resource().getStatus();
        Integer noted = status == null ? null : status.lastSerial();
        return noted != null && noted >= leaver.serial();
    }
}
