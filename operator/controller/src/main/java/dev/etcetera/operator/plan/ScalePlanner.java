package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.InitialMember;
import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.member.Membership;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.plan.Progress.Reason;
import dev.etcetera.operator.resources.MemberObjects;
import dev.etcetera.operator.resources.Names;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Decides how the number of members follows spec.replicas: one member at a time, and what was begun is ended first.
 *
 * <p>The ladder, highest rung first: members that were told to leave; learners that nobody knows any more; the member
 * that joins; one more member; one member fewer. Everything is found again by looking: the resource is written before
 * the volume, the volume before the membership, the membership before the Pod; and a member is told to leave, in its
 * resource, before anything of it is taken away.
 */
final class ScalePlanner {
    private final ObservedCluster observed;
    private final Membership list;
    private final Lineup lineup;
    private final Safety safety;

    private ScalePlanner(ObservedCluster observed, Membership list) {
        this.observed = observed;
        this.list = list;
        this.lineup = Lineup.of(observed, list);
        this.safety = new Safety(observed, list, lineup);
    }

    static Scaling plan(ObservedCluster observed) {
        if (!observed.everServed() || observed.members().isEmpty()) {
            return Scaling.NONE;
        }
        Optional<Membership> list = observed.membership().filter(Membership::confirmed);
        return list.map(l -> new ScalePlanner(observed, l).plan()).orElseGet(() -> uncertain(observed));
    }

    /** Without a quorum nothing is decided; that there is something to do is said all the same. */
    private static Scaling uncertain(ObservedCluster observed) {
        long staying = observed.members().stream().filter(m -> !m.leaving()).count();
        return staying == observed.members().size()
                        && staying == observed.resource().getSpec().replicas()
                ? Scaling.NONE
                : Scaling.waits(
                        Reason.WAITING_FOR_MEMBERS,
                        "the number of members changes only while a quorum confirms who is one");
    }

    private Scaling plan() {
        if (!lineup.leavers().isEmpty()) {
            return new Leaving(observed, list, lineup, safety).plan();
        }
        if (!lineup.orphans().isEmpty()) {
            return removeOrphan(lineup.orphans().getFirst());
        }
        int wanted = observed.resource().getSpec().replicas();
        int voters = lineup.voters().size();
        if (voters >= wanted && !lineup.strays().isEmpty()) {
            ObservedMember stray = lineup.strays().getLast();
            return Scaling.does(
                    new Step.MarkLeaving(stray.resource()),
                    Reason.SCALING_DOWN,
                    "member " + stray.name() + " is not on the cluster's list any more and is not wanted either");
        }
        if (!lineup.joiners().isEmpty()) {
            return new Joining(observed, list, lineup, safety).plan(wanted);
        }
        if (voters < wanted) {
            return grow(wanted);
        }
        return voters > wanted ? shrink(wanted) : Scaling.NONE;
    }

    private Scaling removeOrphan(LiveMember orphan) {
        String what = "a learner at " + String.join(",", orphan.peerUrls()) + " that never started";
        return safety.leaderAddress()
                .map(leader -> Scaling.does(
                        new Step.RemoveMember(leader, "at " + String.join(",", orphan.peerUrls()), orphan.memberId()),
                        Reason.SCALING_DOWN,
                        "removing " + what + " and that no EtcdMember stands for"))
                .orElseGet(() -> Scaling.waits(Reason.WAITING_FOR_MEMBERS, "nobody leads who could remove " + what));
    }

    private Scaling grow(int wanted) {
        String aim = lineup.voters().size() + " of " + wanted + " members have a vote";
        Optional<String> objection = safety.objection().or(this::strays);
        if (objection.isPresent()) {
            return Scaling.waits(
                    Reason.WAITING_FOR_MEMBERS, aim + "; the next one is added when all are well: " + objection.get());
        }
        EtcdCluster cluster = observed.resource();
        int serial = nextSerial();
        List<InitialMember> found = list.members().stream()
                .flatMap(m -> m.peerUrls().stream().map(url -> new InitialMember(m.name(), url)))
                .sorted(Comparator.comparing(InitialMember::peerUrl))
                .toList();
        return Scaling.does(
                new Step.CreateJoiner(MemberObjects.joining(
                        cluster, serial, found, observed.members().getFirst().resource())),
                Reason.SCALING_UP,
                aim + "; adding " + Names.member(cluster, serial));
    }

    private Scaling shrink(int wanted) {
        ObservedMember last = lineup.voters().getLast();
        return new Leaving(observed, list, lineup, safety).begin(last, wanted);
    }

    /** A member that was removed by hand is not replaced unasked: its volume might be all that somebody has. */
    private Optional<String> strays() {
        return lineup.strays().isEmpty()
                ? Optional.empty()
                : Optional.of("member " + lineup.strays().getFirst().name() + " was removed past the operator");
    }

    private int nextSerial() {
        EtcdClusterStatus status = observed.resource().getStatus();
        Integer noted = status == null ? null : status.lastSerial();
        int highest = observed.members().getLast().serial();
        int listed = list.members().stream()
                .flatMap(m -> m.peerUrls().stream())
                .mapToInt(url -> Names.serial(observed.resource(), url).orElse(0))
                .max()
                .orElse(0);
        return Math.max(Math.max(noted == null ? 0 : noted, highest), listed) + 1;
    }
}
