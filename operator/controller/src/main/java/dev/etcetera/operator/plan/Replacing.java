package dev.etcetera.operator.plan;

import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.member.Membership;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.plan.Progress.Reason;
import dev.etcetera.operator.resources.Names;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The first half of replacing a member that cannot go on: it is told to leave, once those that stay can do without
 * it. The second half is that one member more is wanted than there are.
 */
record Replacing(ObservedCluster observed, Membership list, Lineup lineup, Safety safety) {

    Optional<Move> plan() {
        // One that may go now before one that may not: its going may be what the other waits for.
        List<Move> repairs = Stream.concat(casualties(), Stream.concat(bereft().stream(), stray().stream()))
                .toList();
        return disarm().or(() -> repairs.stream().filter(Move::acts).findFirst())
                .or(() -> repairs.stream().findFirst());
    }

    /** An alarm outlives the member that it was raised for, and no write is accepted until it is taken back. */
    private Optional<Move> disarm() {
        Optional<Long> gone = observed.corrupt().stream()
                .filter(id -> id != 0 && list.members().stream().noneMatch(m -> m.memberId() == id))
                .findFirst();
        return gone.flatMap(id -> safety.leaderAddress()
                .map(leader -> Move.does(
                        new Step.DisarmCorrupt(leader, id),
                        Reason.REPLACING,
                        "the member with corrupt data is gone; its alarm is taken back")));
    }

    private Stream<Move> casualties() {
        return Casualty.among(lineup.voters(), observed).stream().map(this::replace);
    }

    private Move replace(Casualty casualty) {
        ObservedMember member = casualty.member();
        long id = observed.listed(member).map(LiveMember::memberId).orElse(0L);
        String aim = "member " + member.name() + " " + casualty.why();
        Optional<String> objection = safety.objectionToRemoving(id).or(() -> unfinished(casualty));
        if (objection.isPresent()) {
            return Move.waits(Reason.WAITING_FOR_MEMBERS, aim + "; it is not replaced as long as " + objection.get());
        }
        RepairBudget budget = RepairBudget.of(observed);
        if (casualty.cause() != Casualty.Cause.ASKED && !budget.allows(member.name())) {
            Move waiting = Move.waits(Reason.REPLACING, aim + "; " + budget.why());
            return budget.spent()
                    ? waiting.finding(new Finding(Finding.Reason.REPAIR_HALTED, budget.advice(member.name())))
                    : waiting;
        }
        return new Leaving(observed, list, lineup, safety)
                .handOver(member, id, aim, Reason.REPLACING)
                .orElseGet(() -> Move.does(
                        new Step.Replace(member.resource(), casualty.why()),
                        Reason.REPLACING,
                        aim + "; a new member takes its place"));
    }

    /** One whom nothing presses waits for what was begun; and somebody must stay. */
    private Optional<String> unfinished(Casualty casualty) {
        ObservedMember member = casualty.member();
        if (safety.votes(member)
                && lineup.voters().stream().noneMatch(v -> v.serial() != member.serial() && safety.well(v))) {
            return Optional.of("no other member stays");
        }
        boolean pressing = casualty.cause() != Casualty.Cause.ASKED || !safety.well(member);
        boolean whole = lineup.leavers().isEmpty()
                && lineup.joiners().isEmpty()
                && lineup.voters().size() >= observed.resource().getSpec().replicas();
        return pressing || whole ? Optional.empty() : Optional.of("another change is under way");
    }

    /** A member whose resource somebody removed: its Pod goes with the resource, and its volume cannot be found again. */
    private Optional<Move> bereft() {
        return lineup.bereft().stream().findFirst().map(listed -> {
            String name = name(listed);
            String aim = "member " + name + " has no EtcdMember any more";
            Optional<String> objection =
                    listed.learner() ? Optional.empty() : safety.objectionToRemoving(listed.memberId());
            if (objection.isPresent() || safety.leaderAddress().isEmpty()) {
                return Move.waits(
                        Reason.WAITING_FOR_MEMBERS,
                        aim + "; it is not replaced as long as " + objection.orElse("nobody leads"));
            }
            return Move.does(
                    new Step.RemoveMember(safety.leaderAddress().get(), name, listed.memberId()),
                    Reason.REPLACING,
                    aim + "; a new member takes its place");
        });
    }

    private String name(LiveMember listed) {
        return listed.peerUrls().stream()
                .flatMapToInt(url -> Names.serial(observed.resource(), url).stream())
                .mapToObj(serial -> Names.member(observed.resource(), serial))
                .findFirst()
                .orElseGet(listed::name);
    }

    /**
     * A member that was removed by hand. If most of those that there were are still on the list, nothing is on its volume
     * that the others have not; if not, somebody may have saved the cluster from a disaster, and it is kept.
     */
    private Optional<Move> stray() {
        int there = lineup.voters().size();
        boolean missed = there < observed.resource().getSpec().replicas();
        boolean most = there > lineup.strays().size();
        return lineup.strays().stream()
                .filter(stray -> missed && (most || Casualty.asked(stray, observed)))
                .findFirst()
                .map(stray -> {
                    String aim = "member " + stray.name() + " was removed from the cluster past the operator";
                    return safety.objection()
                            .map(why -> Move.waits(
                                    Reason.WAITING_FOR_MEMBERS, aim + "; it is not replaced as long as " + why))
                            .orElseGet(() -> Move.does(
                                    new Step.Replace(stray.resource(), "was removed past the operator"),
                                    Reason.REPLACING,
                                    aim + "; a new member takes its place"));
                });
    }
}
