package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.InitialMember;
import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.member.Membership;
import dev.etcetera.operator.observe.ClaimView;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.plan.Progress.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The way of a member into the cluster: volume, membership without a vote, Pod, vote. A member that is no longer wanted,
 * or that can never start, is told to leave: without a vote it has promised nothing, and its serial is used up.
 */
record Joining(ObservedCluster observed, Membership list, Lineup lineup, Safety safety) {
    /** As etcd: a learner is promoted when it has nine tenths of the leader's log; and no more behind than this. */
    private static final long MOST_ENTRIES_BEHIND = 5_000;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PATIENCE_WITH_DATA = Duration.ofMinutes(15);

    Move plan(int wanted) {
        ObservedMember joiner = lineup.joiners().getFirst();
        if (lineup.joiners().size() > 1) {
            return giveUp(lineup.joiners().getLast(), "is one too many: members join one at a time");
        }
        if (safety.lasting() >= wanted) {
            return giveUp(joiner, "is not wanted any more");
        }
        Optional<Casualty> casualty = Casualty.of(joiner, observed);
        if (casualty.isPresent()) {
            return giveUp(joiner, casualty.get().why() + " before it had a vote");
        }
        return observed.listed(joiner)
                .map(listed -> learner(joiner, listed, wanted))
                .orElseGet(() -> unlisted(joiner, wanted));
    }

    private Move unlisted(ObservedMember joiner, int wanted) {
        if (joiner.pod().isPresent()) {
            return giveUp(joiner, "was removed from the cluster before it had a vote");
        }
        if (!fits(joiner)) {
            return giveUp(joiner, "was to find other members than there are now");
        }
        if (!joiner.hadVolume() || joiner.claim().filter(ClaimView::own).isEmpty()) {
            return Move.waits(Reason.SCALING_UP, aim(wanted) + "; " + joiner.name() + " gets its volume");
        }
        Optional<String> objection = safety.objectionToJoining().or(this::noAddress);
        return objection
                .map(why -> Move.waits(
                        Reason.WAITING_FOR_MEMBERS,
                        aim(wanted) + "; " + joiner.name() + " is added when all are well: " + why))
                .orElseGet(() -> Move.does(
                        new Step.AddLearner(safety.leaderAddress().orElseThrow(), joiner.name(), joiner.peerUrl()),
                        Reason.SCALING_UP,
                        aim(wanted) + "; adding " + joiner.name() + " as a learner"));
    }

    private Move learner(ObservedMember joiner, LiveMember listed, int wanted) {
        if (!listed.started() && !joiner.everAnswered() && !fits(joiner)) {
            return giveUp(joiner, "was to find other members than there are now");
        }
        return switch (joiner.health()) {
            case MemberHealth.Silent silent -> awaited(joiner, silent.why(), wanted);
            case MemberHealth.Answering answer -> promote(joiner, listed, answer, wanted);
        };
    }

    private Move awaited(ObservedMember joiner, String why, int wanted) {
        Move waiting = Move.waits(
                Reason.WAITING_FOR_LEARNER,
                aim(wanted) + "; learner " + joiner.name()
                        + (joiner.pod().isEmpty() ? " gets its Pod" : " starts: it " + why));
        return trouble(joiner)
                .map(t -> waiting.finding(stuck(joiner, "does not come up: " + t)))
                .orElse(waiting);
    }

    private Finding stuck(ObservedMember joiner, String how) {
        return new Finding(
                Finding.Reason.LEARNER_STUCK,
                "learner " + joiner.name() + " " + how
                        + ". The cluster serves without it and nothing else is changed meanwhile; mend the cause, or set"
                        + " spec.replicas to " + settled() + " to give the learner up");
    }

    /** Since when it should have caught up. One that hears of no leader gets nothing; one that does may have much to get. */
    private Optional<Instant> late(ObservedMember joiner, MemberHealth.Answering answer) {
        Duration patience = answer.leaderId() == 0 ? PATIENCE : PATIENCE_WITH_DATA;
        return joiner.pod()
                .flatMap(PodView::createdAt)
                .filter(at -> at.plus(patience).isBefore(observed.now()));
    }

    /** The highest allowed number of members that the cluster has already. */
    private int settled() {
        int voters = lineup.voters().size();
        return Math.max(1, voters % 2 == 0 ? voters - 1 : voters);
    }

    private Optional<String> trouble(ObservedMember joiner) {
        return joiner.pod()
                .flatMap(pod -> pod.trouble()
                        .or(() -> pod.createdAt()
                                .filter(this::longAgo)
                                .map(at -> "its Pod is there since " + at + " and does not answer")));
    }

    private boolean longAgo(Instant at) {
        return at.plus(PATIENCE).isBefore(observed.now());
    }

    private Move promote(ObservedMember joiner, LiveMember listed, MemberHealth.Answering answer, int wanted) {
        Optional<Long> leaderIndex = safety.leader()
                .map(ObservedMember::health)
                .flatMap(h -> h instanceof MemberHealth.Answering a ? Optional.of(a.appliedIndex()) : Optional.empty());
        if (answer.leaderId() == 0
                || leaderIndex.filter(i -> caughtUp(answer.appliedIndex(), i)).isEmpty()) {
            String behind = "it has applied " + answer.appliedIndex()
                    + leaderIndex.map(i -> " of " + i + " entries").orElse(" entries");
            Move waiting = Move.waits(
                    Reason.WAITING_FOR_LEARNER, aim(wanted) + "; learner " + joiner.name() + " catches up: " + behind);
            return late(joiner, answer)
                    .map(since -> waiting.finding(stuck(joiner, "does not catch up since " + since + ": " + behind)))
                    .orElse(waiting);
        }
        Optional<String> objection = safety.objectionToJoining().or(this::noAddress);
        return objection
                .map(why -> Move.waits(
                        Reason.WAITING_FOR_MEMBERS,
                        aim(wanted) + "; learner " + joiner.name() + " gets its vote when all are well: " + why))
                .orElseGet(() -> Move.does(
                        new Step.PromoteLearner(safety.leaderAddress().orElseThrow(), joiner.name(), listed.memberId()),
                        Reason.SCALING_UP,
                        aim(wanted) + "; learner " + joiner.name() + " is in sync and gets its vote"));
    }

    private static boolean caughtUp(long index, long leaderIndex) {
        return index >= leaderIndex - MOST_ENTRIES_BEHIND && index >= leaderIndex / 10 * 9;
    }

    /** Whether the members that it will be told of are those that there are: else it would not start. */
    private boolean fits(ObservedMember joiner) {
        Set<String> told = joiner.resource().getSpec().initialCluster().stream()
                .map(InitialMember::peerUrl)
                .collect(Collectors.toSet());
        Set<String> there = new HashSet<>(Set.of(joiner.peerUrl()));
        list.members().forEach(m -> there.addAll(m.peerUrls()));
        return told.equals(there);
    }

    private Move giveUp(ObservedMember joiner, String why) {
        return Move.does(
                new Step.MarkLeaving(joiner.resource()),
                Reason.SCALING_DOWN,
                "learner " + joiner.name() + " " + why + " and is given up");
    }

    private Optional<String> noAddress() {
        return safety.leaderAddress().isEmpty() ? Optional.of("the leader has no address") : Optional.empty();
    }

    private String aim(int wanted) {
        return lineup.voters().size() + " of " + wanted + " members have a vote";
    }
}
