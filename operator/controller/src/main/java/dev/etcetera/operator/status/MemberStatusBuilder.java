package dev.etcetera.operator.status;

import dev.etcetera.operator.api.v1alpha1.EtcdMemberStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberStatus.Phase;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedCluster.Standing;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.PodView;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A member's status. The note of its volume is left out: it is written once, by whoever made the volume. */
public final class MemberStatusBuilder {
    private MemberStatusBuilder() {}

    /** The status after this look. */
    public static EtcdMemberStatus member(ObservedMember member, ObservedCluster observed) {
        EtcdMemberStatus status = member(member);
        if (observed.hibernating() && member.pod().isEmpty()) {
            return status(member, member.leaving() ? Phase.LEAVING : Phase.HIBERNATED, null, null);
        }
        Optional<Phase> moving = moving(member, observed.standing(member));
        return moving.isEmpty() || status.phase() == Phase.FAILED ? status : with(status, moving.get());
    }

    /** The status of one that a restore in place keeps out of everything. */
    public static EtcdMemberStatus aside(ObservedMember member) {
        EtcdMemberStatus status = member(member);
        return member.everAnswered() ? with(status, Phase.SET_ASIDE) : status;
    }

    private static Optional<Phase> moving(ObservedMember member, Standing standing) {
        if (member.leaving()) {
            return Optional.of(Phase.LEAVING);
        }
        return switch (standing) {
            case LEARNER -> Optional.of(Phase.JOINING);
            case UNLISTED -> member.joins() && !member.everAnswered() ? Optional.of(Phase.JOINING) : Optional.empty();
            case VOTER, UNKNOWN -> Optional.empty();
        };
    }

    private static EtcdMemberStatus with(EtcdMemberStatus status, Phase phase) {
        return new EtcdMemberStatus(
                status.observedGeneration(),
                phase,
                status.role(),
                status.memberId(),
                status.volumeClaim(),
                status.version(),
                status.node(),
                status.restarts(),
                status.message());
    }

    private static EtcdMemberStatus member(ObservedMember member) {
        Optional<PodView> pod = member.pod();
        return switch (member.health()) {
            case MemberHealth.Answering answer ->
                status(
                        member,
                        answer.leaderId() == 0 ? Phase.STARTING : Phase.READY,
                        answer,
                        answer.errors().isEmpty() ? null : String.join("; ", answer.errors()));
            case MemberHealth.Silent silent -> {
                Optional<String> trouble = pod.flatMap(PodView::trouble);
                yield status(member, quietPhase(member), null, trouble.orElse(silent.why()));
            }
        };
    }

    private static Phase quietPhase(ObservedMember member) {
        if ((member.claim().isEmpty() && member.hadVolume())
                || member.pod().flatMap(PodView::trouble).isPresent()) {
            return Phase.FAILED;
        }
        if (member.everAnswered()) {
            return Phase.UNREADY;
        }
        return member.pod().flatMap(PodView::address).isPresent() ? Phase.STARTING : Phase.PENDING;
    }

    private static EtcdMemberStatus status(
            ObservedMember member, Phase phase, MemberHealth.@Nullable Answering answer, @Nullable String message) {
        EtcdMemberStatus before = member.resource().getStatus();
        String memberId = before == null ? null : before.memberId();
        if (answer != null && memberId == null) {
            memberId = Long.toHexString(answer.memberId());
        }
        return new EtcdMemberStatus(
                member.resource().getMetadata().getGeneration(),
                phase,
                answer == null ? null : MemberStates.role(answer).orElse(null),
                memberId,
                null,
                answer != null ? answer.version() : before == null ? null : before.version(),
                member.pod().flatMap(PodView::node).orElse(null),
                member.pod().map(PodView::restarts).orElse(null),
                message);
    }
}
