package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdRecovery;
import dev.etcetera.operator.api.v1alpha1.EtcdRecoveryStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdRecoveryStatus.Candidate;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.resources.Names;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an EtcdRecovery says of itself. Steps only where it says something new, and never once it is over. */
record RecoveryReports(ObservedCluster observed, Census census) {
    static Optional<RequestPhase> phase(EtcdRecovery recovery) {
        return Optional.ofNullable(recovery.getStatus()).map(EtcdRecoveryStatus::phase);
    }

    /** The EtcdRecovery that is under way, if nobody deleted it. */
    Optional<EtcdRecovery> underWay(EtcdClusterStatus.Recovery mark) {
        return observed.asked().recoveries().stream()
                .filter(r -> Names.uid(r).equals(mark.uid()))
                .findFirst();
    }

    /** What becomes of it, keeping what was decided. */
    List<Step> report(EtcdRecovery recovery, RequestPhase phase, String message) {
        EtcdRecoveryStatus before = recovery.getStatus();
        if (phase(recovery).map(RequestPhase::isFinal).orElse(false)) {
            return List.of();
        }
        EtcdRecoveryStatus plain = status(recovery, phase, message, observed.now());
        boolean seen = phase == RequestPhase.REJECTED && plain.candidates() == null;
        EtcdRecoveryStatus status = seen ? with(plain, null, candidates()) : plain;
        return status.equals(before) ? List.of() : List.of(new Step.ReportRecovery(recovery, status));
    }

    /** That it begins, with whom and why. */
    EtcdRecoveryStatus begun(EtcdRecovery recovery, Census.Voter survivor) {
        String message = "the cluster goes on with what " + survivor.name() + " has; all others are given up";
        return with(status(recovery, RequestPhase.RUNNING, message, observed.now()), survivor.name(), candidates());
    }

    static EtcdRecoveryStatus status(EtcdRecovery recovery, RequestPhase phase, String message, Instant at) {
        EtcdRecoveryStatus before = recovery.getStatus();
        String now = at.truncatedTo(ChronoUnit.SECONDS).toString();
        String started = before == null ? null : before.startTime();
        return new EtcdRecoveryStatus(
                phase,
                before == null ? null : before.survivor(),
                before == null ? null : before.candidates(),
                started == null && phase == RequestPhase.RUNNING ? now : started,
                phase.isFinal() ? now : null,
                message,
                List.of(Request.complete(before == null ? null : before.conditions(), phase, message, now)));
    }

    private static EtcdRecoveryStatus with(
            EtcdRecoveryStatus s, @Nullable String survivor, List<Candidate> candidates) {
        return new EtcdRecoveryStatus(
                s.phase(), survivor, candidates, s.startTime(), s.completionTime(), s.message(), s.conditions());
    }

    private List<Candidate> candidates() {
        return census.voters().stream()
                .map(v -> {
                    Optional<MemberHealth.Answering> answer = v.member()
                            .map(ObservedMember::health)
                            .flatMap(h -> h instanceof MemberHealth.Answering a ? Optional.of(a) : Optional.empty());
                    return new Candidate(
                            v.name(),
                            v.state().word(),
                            answer.map(MemberHealth.Answering::raftTerm).orElse(null),
                            answer.map(MemberHealth.Answering::committedIndex).orElse(null),
                            answer.map(MemberHealth.Answering::appliedIndex).orElse(null),
                            v.why().isEmpty() ? null : v.why());
                })
                .toList();
    }
}
