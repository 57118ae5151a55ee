package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.InitialMember;
import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.member.Membership;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.plan.Progress.Reason;
import dev.etcetera.operator.resources.MemberObjects;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.Template;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Decides the one change that is due, by a fixed order of rungs; the first that does something is the only one.
 *
 * <p>A recovery from the loss of the quorum comes before everything else. Room is made where the data is at its quota, unless
 * data is corrupt; a member that cannot go on (corrupt data first) is told to leave; one that does not run is made anew as the spec wants
 * it; members that were told to leave go; learners that nobody knows any more go; the member that joins is advanced; and
 * only then the spec is followed: one member more, the members changed one after the other, one member fewer. A repair
 * that has to wait holds up what the spec asks for, not what was begun; where a member that has to go cannot because there are
 * fewer than are wanted, one more joins first, and then it goes ({@link Safety}).
 *
 * <p>Everything is found again by looking: the resource is written before the volume, the volume before the membership, the
 * membership before the Pod; a member is told to leave, or to change, in its resource, before anything of it is taken away.
 */
final class Ladder {
    private final ObservedCluster observed;
    private final Membership list;
    private final Lineup lineup;
    private final Safety safety;
    private final Rolling rolling;
    private final boolean turn;

    private Ladder(ObservedCluster observed, Membership list, Rolling rolling, boolean turn) {
        this.observed = observed;
        this.list = list;
        this.lineup = Lineup.of(observed, list);
        this.safety = new Safety(observed, list, lineup);
        this.rolling = rolling;
        this.turn = turn;
    }

    static Move plan(ObservedCluster observed, Template wanted, boolean turn) {
        Rolling rolling = new Rolling(observed, wanted);
        return observed.recovery()
                .flatMap(mark -> new Recovering(observed, mark, rolling).plan())
                .orElseGet(() -> withoutRecovery(observed, rolling, turn));
    }

    private static Move withoutRecovery(ObservedCluster observed, Rolling rolling, boolean turn) {
        if (observed.members().isEmpty()) {
            return Move.NONE;
        }
        Optional<Membership> list = observed.membership().filter(Membership::confirmed);
        if (!observed.everServed() || list.isEmpty()) {
            return rolling.sick()
                    .or(() -> uncertain(observed))
                    .or(rolling::ending)
                    .orElse(Move.NONE);
        }
        return new Ladder(observed, list.get(), rolling, turn).plan();
    }

    /** Without a quorum nothing is decided; that there is something to do is said all the same. */
    private static Optional<Move> uncertain(ObservedCluster observed) {
        long staying = observed.members().stream().filter(m -> !m.leaving()).count();
        return !observed.everServed()
                        || (staying == observed.members().size()
                                && staying == observed.resource().getSpec().replicas())
                ? Optional.empty()
                : Optional.of(Move.waits(
                        Reason.WAITING_FOR_MEMBERS,
                        "the number of members changes only while a quorum confirms who is one"));
    }

    private Move plan() {
        Optional<Move> space = new Reclaiming(observed, safety).plan();
        Optional<Move> repair = new Replacing(observed, list, lineup, safety).plan();
        Optional<Move> leaving = lineup.leavers().isEmpty()
                ? Optional.empty()
                : Optional.of(leaving().plan());
        boolean another = safety.needsAnother();
        return space.filter(Move::acts)
                .or(() -> repair.filter(Move::acts))
                .or(rolling::sick)
                .or(() -> leaving.filter(m -> m.acts() || !another))
                .or(() -> another ? freeTheLead() : Optional.empty())
                .or(this::unfinished)
                .or(() -> another ? Optional.of(grow(wanted())).filter(Move::acts) : Optional.empty())
                .or(() -> repair)
                .or(() -> leaving)
                .or(() -> space)
                .orElseGet(this::follow);
    }

    private Leaving leaving() {
        return new Leaving(observed, list, lineup, safety);
    }

    /** Whoever joins gets what the leader has: one with corrupt data leads no longer than it must. */
    private Optional<Move> freeTheLead() {
        return safety.leader()
                .filter(safety::corrupt)
                .flatMap(m -> leaving()
                        .handOver(
                                m,
                                safety.leaderId().orElseThrow(),
                                "member " + m.name() + " has other data than the others (alarm CORRUPT)",
                                Reason.REPLACING))
                .filter(Move::acts);
    }

    /** What was begun is ended before anything new is. */
    private Optional<Move> unfinished() {
        if (!lineup.orphans().isEmpty()) {
            return Optional.of(removeOrphan(lineup.orphans().getFirst()));
        }
        int wanted = wanted();
        if (lineup.voters().size() >= wanted && !lineup.strays().isEmpty()) {
            ObservedMember stray = lineup.strays().getLast();
            return Optional.of(Move.does(
                    new Step.MarkLeaving(stray.resource()),
                    Reason.SCALING_DOWN,
                    "member " + stray.name() + " is not on the cluster's list any more and is not wanted either"));
        }
        return lineup.joiners().isEmpty()
                ? Optional.empty()
                : Optional.of(new Joining(observed, list, lineup, safety).plan(wanted));
    }

    /** An odd number of members first, for it can do without one; then the change that was begun; then the number. */
    private Move follow() {
        int wanted = wanted();
        int voters = lineup.voters().size();
        boolean odd = voters % 2 == 1;
        Optional<Move> waits = rolling.waitsForTurn(turn);
        if (voters < wanted && !(odd && rolling.begun() && waits.isEmpty())) {
            return grow(wanted);
        }
        if (voters > wanted && !odd) {
            return shrink(wanted);
        }
        Optional<Move> growing = new Growing(observed, lineup).plan();
        return growing.filter(Move::acts)
                .or(() -> rolling.due() && waits.isEmpty()
                        ? new Precaution(observed).beforeUpgrade(rolling.told())
                        : Optional.empty())
                .or(() -> new Descent(observed).plan(rolling.due(), safety.leaderAddress()))
                .or(() -> waits.isPresent() ? Optional.empty() : rolling.next(lineup, safety))
                .or(() -> growing)
                .orElseGet(() -> voters > wanted
                        ? shrink(wanted)
                        : waits.or(rolling::ending).orElse(Move.NONE));
    }

    private int wanted() {
        return observed.resource().getSpec().replicas();
    }

    private Move removeOrphan(LiveMember orphan) {
        String what = "a learner at " + String.join(",", orphan.peerUrls()) + " that never started";
        return safety.leaderAddress()
                .map(leader -> Move.does(
                        new Step.RemoveMember(leader, "at " + String.join(",", orphan.peerUrls()), orphan.memberId()),
                        Reason.SCALING_DOWN,
                        "removing " + what + " and that no EtcdMember stands for"))
                .orElseGet(() -> Move.waits(Reason.WAITING_FOR_MEMBERS, "nobody leads who could remove " + what));
    }

    private Move grow(int wanted) {
        String aim = lineup.voters().size() + " of " + wanted + " members have a vote";
        // Whoever was removed by hand waits, too, where one has to go that cannot before there is one more.
        Optional<String> objection =
                safety.objectionToJoining().or(() -> safety.needsAnother() ? Optional.empty() : strays());
        if (objection.isPresent()) {
            return Move.waits(
                    Reason.WAITING_FOR_MEMBERS, aim + "; the next one is added when all are well: " + objection.get());
        }
        EtcdCluster cluster = observed.resource();
        int serial = Serials.next(observed);
        List<InitialMember> found = list.members().stream()
                .flatMap(m -> m.peerUrls().stream().map(url -> new InitialMember(m.name(), url)))
                .sorted(Comparator.comparing(InitialMember::peerUrl))
                .toList();
        // Like the leader, of which it is certain that it runs; what the spec wants of all comes to it with the others.
        ObservedMember like = safety.leader().orElseThrow();
        return Move.does(
                new Step.CreateJoiner(MemberObjects.joining(cluster, serial, found, like.resource())),
                Reason.SCALING_UP,
                aim + "; adding " + Names.member(cluster, serial));
    }

    private Move shrink(int wanted) {
        ObservedMember last = lineup.voters().getLast();
        return leaving().begin(last, wanted);
    }

    /** A member that was removed by hand and most others with it: its volume might be all that somebody has. */
    private Optional<String> strays() {
        return lineup.strays().isEmpty()
                ? Optional.empty()
                : Optional.of("member " + lineup.strays().getFirst().name() + " was removed past the operator");
    }
}
