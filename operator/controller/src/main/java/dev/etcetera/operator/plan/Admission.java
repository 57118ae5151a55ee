package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.Stage;
import dev.etcetera.operator.api.v1alpha1.EtcdRecovery;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.member.Membership;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.plan.Census.State;
import dev.etcetera.operator.plan.Census.Voter;
import dev.etcetera.operator.resources.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether a recovery that a user asks for may begin, and from whom. It begins only where the members that answer are
 * no quorum and never can be, or where the user named the survivor and so gave up those that merely do not answer.
 *
 * <p>The survivor is the member that knows the most of the log to be committed. That comes before its term: the committed
 * parts of all logs are the same as far as they go, and a member that campaigns in vain may have any term. One that is known to
 * have other data than the others comes last.
 */
record Admission(ObservedCluster observed, Census census) {
    /** Members that can answer have done so. */
    private static final Duration SETTLING = Duration.ofSeconds(5);
    /** What does not come within this time is not waited for: the user may ask again. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Comparator<Voter> RECENCY = Comparator.comparingLong(
                    (Voter v) -> answer(v).committedIndex())
            .thenComparingLong(v -> answer(v).raftTerm())
            .thenComparingLong(v -> answer(v).appliedIndex());

    Admission(ObservedCluster observed) {
        this(observed, Census.of(observed));
    }

    /** What is decided now: about the oldest that is not over; the others wait for it, and are refused once it runs. */
    List<Step> steps() {
        List<EtcdRecovery> open = observed.asked().recoveries().stream()
                .filter(r -> RecoveryReports.phase(r).map(p -> !p.isFinal()).orElse(true))
                .toList();
        Optional<EtcdClusterStatus.Recovery> mark = observed.recovery();
        RecoveryReports reports = new RecoveryReports(observed, census);
        List<Step> steps = new ArrayList<>();
        for (EtcdRecovery recovery : open) {
            if (observed.restore().isPresent()) {
                steps.addAll(reports.report(
                        recovery,
                        RequestPhase.PENDING,
                        "EtcdRestore " + observed.restore().get().name() + " is under way, and comes first"));
            } else if (mark.isEmpty()) {
                boolean first = Names.uid(recovery).equals(Names.uid(open.getFirst()));
                steps.addAll(
                        first
                                ? decide(recovery, reports)
                                : reports.report(
                                        recovery,
                                        RequestPhase.PENDING,
                                        "EtcdRecovery " + Names.of(open.getFirst()) + " is first"));
            } else if (!mark.get().uid().equals(Names.uid(recovery))) {
                steps.addAll(reports.report(
                        recovery,
                        RequestPhase.REJECTED,
                        "EtcdRecovery " + mark.get().name() + " of this cluster is under way"));
            }
        }
        return steps;
    }

    private List<Step> decide(EtcdRecovery recovery, RecoveryReports reports) {
        Optional<String> refusal = refusal(recovery);
        if (refusal.isPresent()) {
            return reports.report(recovery, RequestPhase.REJECTED, refusal.get() + ". Nothing was touched");
        }
        Optional<String> hindrance = hindrance(recovery);
        if (hindrance.isPresent()) {
            return age(recovery, PATIENCE)
                    ? reports.report(recovery, RequestPhase.REJECTED, hindrance.get() + ". Nothing was touched")
                    : reports.report(recovery, RequestPhase.PENDING, hindrance.get());
        }
        Voter survivor = survivor(recovery).orElseThrow();
        EtcdClusterStatus.Recovery mark =
                new EtcdClusterStatus.Recovery(Names.uid(recovery), Names.of(recovery), survivor.name(), Stage.FORCING);
        return List.of(new Step.BeginRecovery(recovery, reports.begun(recovery, survivor), mark));
    }

    /** What no waiting changes. */
    private Optional<String> refusal(EtcdRecovery recovery) {
        if (!observed.everServed()) {
            return Optional.of("the cluster never served, so there is nothing to recover");
        }
        if (observed.hibernating()) {
            return Optional.of("the cluster hibernates (spec.replicas is 0); wake it first");
        }
        if (observed.membership().filter(Membership::confirmed).isPresent()) {
            return Optional.of("the cluster has a quorum; a member that is lost is replaced without a recovery");
        }
        if (census.in(State.LOST).size() == census.voters().size()) {
            return Optional.of((census.voters().size() == 1
                            ? "the only member is lost for good ("
                            : "all members are lost for good (")
                    + census.describe(State.LOST)
                    + "), so there is no data to go on with: restore a backup (an EtcdRestore), or delete the"
                    + " EtcdCluster and make it again");
        }
        String named = recovery.getSpec().survivor();
        if (named == null) {
            return Optional.empty();
        }
        Optional<Voter> voter =
                census.voters().stream().filter(v -> v.name().equals(named)).findFirst();
        return voter.isEmpty()
                ? Optional.of(named + " is not a voting member of the cluster")
                : voter.filter(v -> v.state() == State.LOST).map(v -> named + " cannot be the survivor: it " + v.why());
    }

    /** What may change by itself in a while. */
    private Optional<String> hindrance(EtcdRecovery recovery) {
        List<Voter> answering = census.in(State.ANSWERS);
        List<Voter> silent = census.in(State.SILENT);
        if (answering.size() >= census.quorum()) {
            return Optional.of(answering.size() + " of " + census.voters().size()
                    + " members answer, which is a quorum: they will elect a leader as soon as they reach each other");
        }
        String named = recovery.getSpec().survivor();
        if (survivor(recovery).isEmpty()) {
            return Optional.of(
                    named != null
                            ? named + " does not answer: it "
                                    + census.voters().stream()
                                            .filter(v -> v.name().equals(named))
                                            .map(Voter::why)
                                            .findFirst()
                                            .orElse("")
                            : "no member answers: " + census.describe(State.SILENT));
        }
        if (named == null && !silent.isEmpty()) {
            return Optional.of("not lost for good, and merely silent: " + census.describe(State.SILENT)
                    + ". Bring back what may come back; to go on without it, and without what only it has, name the"
                    + " survivor in spec.survivor of a new EtcdRecovery");
        }
        return age(recovery, SETTLING)
                ? Optional.empty()
                : Optional.of("looking who answers: " + census.describe(State.ANSWERS));
    }

    private Optional<Voter> survivor(EtcdRecovery recovery) {
        String named = recovery.getSpec().survivor();
        return census.in(State.ANSWERS).stream()
                .filter(v -> named == null || v.name().equals(named))
                .max(Comparator.comparing((Voter v) -> !corrupt(v)).thenComparing(RECENCY));
    }

    /** Whether some member remembers that this one was found to have other data than the others. */
    private boolean corrupt(Voter voter) {
        return census.in(State.ANSWERS).stream()
                .anyMatch(v -> answer(v).corrupt().contains(answer(voter).memberId()));
    }

    private static MemberHealth.Answering answer(Voter voter) {
        return (MemberHealth.Answering)
                voter.member().map(ObservedMember::health).orElseThrow();
    }

    private boolean age(EtcdRecovery recovery, Duration atLeast) {
        Instant created = Instant.parse(recovery.getMetadata().getCreationTimestamp());
        return !created.plus(atLeast).isAfter(observed.now());
    }
}
