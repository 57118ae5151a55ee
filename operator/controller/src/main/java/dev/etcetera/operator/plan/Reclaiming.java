package dev.etcetera.operator.plan;

import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.plan.Progress.Reason;
import java.util.List;
import java.util.Optional;

/**
 * Makes room in a cluster that raised NOSPACE: its history is forgotten, then one member after the other gives back what it
 * does not need, the leader last; the alarm is taken back once all have room. What did not help is tried again later.
 */
record Reclaiming(ObservedCluster observed, Safety safety) {

    Optional<Move> plan() {
        List<Long> alarmed = List.copyOf(observed.noSpace());
        Optional<String> leader = safety.leaderAddress();
        // Under the alarm CORRUPT nothing is accepted at all.
        if (alarmed.isEmpty() || leader.isEmpty() || !observed.corrupt().isEmpty()) {
            return Optional.empty();
        }
        SpaceCycle cycle = SpaceCycle.of(observed);
        if (cycle.roomy()) {
            return Optional.of(Move.does(
                    new Step.DisarmNoSpace(leader.get(), alarmed),
                    Reason.RECLAIMING_SPACE,
                    "all members have room again, and the alarm NOSPACE is taken back"));
        }
        return switch (cycle.now()) {
            case DUE -> compact(leader.get());
            case SETTLING ->
                Optional.of(Move.waits(
                        Reason.RECLAIMING_SPACE,
                        "the data is at its quota; " + cycle.doing() + " as long as that makes it smaller"));
            case NEXT -> Optional.of(reclaim(cycle.next().orElseThrow()));
            case RESTING -> Optional.empty();
        };
    }

    private Optional<Move> compact(String leader) {
        return safety.leader()
                .map(ObservedMember::health)
                .flatMap(h -> h instanceof MemberHealth.Answering a
                        ? Optional.of(a.store().revision())
                        : Optional.empty())
                .map(revision -> Move.does(
                        new Step.CompactStore(leader, revision),
                        Reason.RECLAIMING_SPACE,
                        "the data is at its quota; the history before revision " + revision + " is forgotten"));
    }

    private Move reclaim(ObservedMember member) {
        long id = observed.listed(member).orElseThrow().memberId();
        String aim = "the data is at its quota; member " + member.name() + " gives back what it does not need";
        Optional<String> address = member.pod().flatMap(PodView::address);
        Optional<String> objection = safety.objectionWithout(id)
                .or(() -> address.isEmpty() ? Optional.of("it has no address") : Optional.empty());
        return objection
                .map(why -> Move.waits(Reason.WAITING_FOR_MEMBERS, aim + " when the others are well: " + why))
                .orElseGet(() -> Move.does(
                        new Step.ReclaimSpace(address.orElseThrow(), member.name(), id), Reason.RECLAIMING_SPACE, aim));
    }
}
