package dev.etcetera.operator.plan;

import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.member.Membership;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.plan.Progress.Reason;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.Template;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Brings what the spec says of all members to them, one after the other: first those that do not run anyway, then
 * followers, the leader last. Each look decides anew, so that it does not matter who led before. A member is told first,
 * in its resource, and stopped then; only while all others serve, are ready and have what the leader has.
 */
record Rolling(ObservedCluster observed, Template wanted) {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** A follower that is no more behind has what the leader has: the two were not asked at the same moment. */
    private static final long MOST_ENTRIES_BEHIND = 1_000;

    /** Whether some members are not as the spec wants them. */
    boolean due() {
        return staying().anyMatch(m -> !current(m));
    }

    /** Whether a member that serves was told already what the spec says now. */
    boolean told() {
        return staying().anyMatch(m -> told(m) && m.health().serving());
    }

    /** How far the change is that the operator itself asks for. */
    Rollout rollout() {
        // One that is being made anew will be as it was told.
        List<ObservedMember> outdated =
                staying().filter(m -> !(told(m) && goes(m)) && !current(m)).toList();
        long done = staying().count() - outdated.size();
        if (observed.paused() || observed.hibernating() || !staying().allMatch(this::sameWish)) {
            return new Rollout(Rollout.Stage.NONE, done);
        }
        boolean whole = observed.serving() == observed.voters()
                && staying().noneMatch(Rolling::goes)
                && staying().allMatch(m -> unready(m).isEmpty());
        if (outdated.isEmpty()) {
            return new Rollout(whole ? Rollout.Stage.SETTLED : Rollout.Stage.ENDING, done);
        }
        if (done > 0) {
            return new Rollout(Rollout.Stage.BEGUN, done);
        }
        return new Rollout(whole ? Rollout.Stage.DUE : Rollout.Stage.UNWELL, done);
    }

    /** What a cluster says that is to be changed for the operator's sake, and not now. */
    Optional<Move> waitsForTurn(boolean turn) {
        return turn || !rollout().stage().open()
                ? Optional.empty()
                : Optional.of(Move.waits(
                        Reason.WAITING_FOR_TURN,
                        "this release of the operator makes other Pods of the same spec; clusters are changed a few at a"
                                + " time, and this one waits for its turn"));
    }

    /** Whether some members are changed and some are not. */
    boolean begun() {
        return staying().anyMatch(this::current) && staying().anyMatch(m -> !current(m));
    }

    /**
     * A member that does not run is not stopped by being made anew. One at a time all the same: what does not bring the
     * first one back would not bring back the second, which may come back by itself as it is. Where there is no quorum
     * the first one is not awaited for ever: it might be one that the second has to come back for.
     */
    Optional<Move> sick() {
        if (new Descent(observed).unprepared()) {
            return Optional.empty();
        }
        boolean quorum = observed.membership().map(Membership::confirmed).orElse(false);
        // Where there is no quorum, one that was told to leave may be needed for it.
        List<ObservedMember> asleep = observed.members().stream()
                .filter(m -> !quorum || !m.leaving())
                .filter(m -> observed.standing(m) != ObservedCluster.Standing.UNLISTED && asleep(m))
                .toList();
        boolean failing = asleep.stream().anyMatch(m -> current(m) && (quorum || !late(m)));
        if (failing && observed.everServed()) {
            return Optional.empty();
        }
        return asleep.stream().filter(m -> !current(m)).findFirst().map(m -> change(m, "does not run", false));
    }

    /** The next one of those that run. */
    Optional<Move> next(Lineup lineup, Safety safety) {
        List<ObservedMember> outdated =
                lineup.voters().stream().filter(m -> !current(m)).toList();
        if (outdated.isEmpty()) {
            return Optional.empty();
        }
        Optional<Long> leader = safety.leaderId();
        // A follower that is not well, one that was told already, then any other follower, then the leader.
        ObservedMember next = outdated.stream()
                .min(Comparator.comparing((ObservedMember m) -> leads(m, leader))
                        .thenComparing(safety::well)
                        .thenComparing(m -> !told(m)))
                .orElseThrow();
        Optional<Move> held = lineup.voters().stream()
                .filter(m -> m.serial() != next.serial())
                .flatMap(m -> holdsUp(m, safety).stream())
                .findFirst();
        if (held.isPresent()) {
            return held;
        }
        long id = observed.listed(next).orElseThrow().memberId();
        Optional<String> objection = safety.objectionWithout(id);
        if (objection.isPresent()) {
            return Optional.of(Move.waits(Reason.WAITING_FOR_MEMBERS, aim() + "; it goes on when " + objection.get()));
        }
        if (lineup.voters().size() > 1 && leads(next, leader)) {
            return handOver(next, lineup);
        }
        // The budget of one member never lets it go, and a member that does not serve is none of its business.
        return Optional.of(
                lineup.voters().size() == 1
                        ? change(next, "is the only one, and the cluster stands still meanwhile", false)
                        : change(next, "is next", safety.well(next)));
    }

    /**
     * What is said while the last one comes back. Nobody is outdated any more: that it is still the change, and not a member
     * that fell down, is known only from what was said before.
     */
    Optional<Move> ending() {
        boolean patient = staying()
                .noneMatch(m -> late(m) && (!m.health().serving() || unready(m).isPresent()));
        return patient
                        && observed.said("Progressing", Reason.ROLLING_OUT.word())
                        && rollout().stage() == Rollout.Stage.ENDING
                ? Optional.of(Move.waits(Reason.ROLLING_OUT, aim() + "; the last one comes back"))
                : Optional.empty();
    }

    /** Why another one may not be stopped while this one is as it is. */
    private Optional<Move> holdsUp(ObservedMember member, Safety safety) {
        Optional<String> why = safety.ailment(member).or(() -> unready(member)).or(() -> behind(member, safety));
        if (why.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> stuck = current(member) ? stuck(member) : Optional.empty();
        return Optional.of(stuck.map(trouble -> halt(member, trouble))
                .orElseGet(() -> Move.waits(
                        current(member) ? Reason.ROLLING_OUT : Reason.WAITING_FOR_MEMBERS,
                        aim() + "; the next one follows when all are well: " + why.get())));
    }

    private Move halt(ObservedMember member, String trouble) {
        String message = "member " + member.name() + " does not come back with what the spec asks for now: " + trouble
                + ". The other members are left as they are; mend the cause, or set the spec back";
        return Move.waits(Reason.ROLLOUT_HALTED, aim() + "; " + message)
                .finding(new Finding(Finding.Reason.ROLLOUT_HALTED, message));
    }

    private Optional<String> stuck(ObservedMember member) {
        return member.pod()
                .flatMap(pod -> pod.trouble()
                        .or(() -> pod.createdAt()
                                .filter(_ -> late(member))
                                .map(at -> "its Pod is there since " + at + " and it does not serve")));
    }

    private boolean late(ObservedMember member) {
        return member.pod()
                .flatMap(PodView::createdAt)
                .filter(at -> at.plus(PATIENCE).isBefore(observed.now()))
                .isPresent();
    }

    private static Optional<String> unready(ObservedMember member) {
        return member.pod().map(PodView::ready).orElse(false)
                ? Optional.empty()
                : Optional.of("the Pod of member " + member.name() + " is not ready");
    }

    private Optional<String> behind(ObservedMember member, Safety safety) {
        long led = safety.leader().map(Rolling::applied).orElse(Long.MAX_VALUE);
        long has = applied(member);
        return has >= led - MOST_ENTRIES_BEHIND
                ? Optional.empty()
                : Optional.of("member " + member.name() + " has applied " + has + " of " + led + " entries");
    }

    /** To whoever has applied the most; it is changed already. */
    private Optional<Move> handOver(ObservedMember leader, Lineup lineup) {
        ObservedMember heir = lineup.voters().stream()
                .filter(m -> m.serial() != leader.serial())
                .max(Comparator.comparingLong(Rolling::applied))
                .orElseThrow();
        return Optional.of(Move.does(
                new Step.MoveLeader(
                        leader.pod().flatMap(PodView::address).orElseThrow(),
                        leader.name(),
                        heir.name(),
                        observed.listed(heir).orElseThrow().memberId()),
                Reason.ROLLING_OUT,
                aim() + "; " + leader.name() + " is the last one, leads, and hands over to " + heir.name()));
    }

    private Move change(ObservedMember member, String why, boolean evict) {
        String message = aim() + "; member " + member.name() + " " + why;
        return told(member)
                ? member.pod()
                        .filter(p -> p.own() && !p.terminating())
                        .map(p -> Move.does(
                                new Step.RollPod(Names.namespace(member.resource()), p.name(), p.uid(), evict),
                                Reason.ROLLING_OUT,
                                message))
                        .orElseGet(() -> Move.waits(Reason.ROLLING_OUT, message))
                : Move.does(new Step.ChangeMember(wanted.applyTo(member.resource())), Reason.ROLLING_OUT, message);
    }

    private Stream<ObservedMember> staying() {
        return observed.members().stream()
                .filter(m -> !m.leaving() && observed.standing(m) != ObservedCluster.Standing.UNLISTED);
    }

    /** Silent, and the kubelet agrees that it does not serve: not merely out of the operator's reach. */
    private static boolean asleep(ObservedMember member) {
        return member.health() instanceof MemberHealth.Silent
                && member.pod()
                        .filter(p -> p.own() && !p.terminating() && !p.ready())
                        .isPresent();
    }

    private boolean told(ObservedMember member) {
        return Template.of(member.resource()).equals(wanted);
    }

    private static boolean goes(ObservedMember member) {
        return member.pod().map(PodView::terminating).orElse(true);
    }

    /** Told what the spec says today, and made from it: what differs is what the operator makes of it. */
    private boolean sameWish(ObservedMember member) {
        Template told = Template.of(member.resource());
        boolean same = told.equals(wanted)
                || (observed.resource().getSpec().image() == null && told.equalsApartFromRepository(wanted));
        return same
                && member.pod()
                        .filter(p -> p.made() == PodView.Made.AS_TOLD_BEFORE)
                        .isEmpty();
    }

    private boolean current(ObservedMember member) {
        return told(member)
                && member.pod().map(PodView::asTold).orElse(true)
                && !Growing.needsRestart(member, observed);
    }

    private static boolean leads(ObservedMember member, Optional<Long> leader) {
        return member.health() instanceof MemberHealth.Answering a
                && leader.filter(id -> id == a.memberId()).isPresent();
    }

    private static long applied(ObservedMember member) {
        return member.health() instanceof MemberHealth.Answering a ? a.appliedIndex() : 0;
    }

    private String aim() {
        long done = staying().filter(this::current).count();
        return done + " of " + staying().count() + " members are as the spec wants them";
    }
}
