package dev.etcetera.operator.status;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.MemberState;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberStatus.Role;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.PodView;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The members at a glance. A cluster at rest looks the same every time: what always moves a little is rounded. */
final class MemberStates {
    private static final long SMALLEST_LAG = 100;
    private static final int STEP = 10;
    private static final String UNIT = "Mi";

    private MemberStates() {}

    static @Nullable List<MemberState> of(ObservedCluster observed) {
        if (observed.members().isEmpty()) {
            return null;
        }
        long led = observed.members().stream()
                .mapToLong(
                        m -> answer(m).map(MemberHealth.Answering::appliedIndex).orElse(0L))
                .max()
                .orElse(0);
        return observed.members().stream().map(m -> state(m, led, observed)).toList();
    }

    private static MemberState state(ObservedMember member, long led, ObservedCluster observed) {
        Optional<MemberHealth.Answering> answer = answer(member);
        Optional<MemberState> before = before(member, observed);
        boolean healthy = answer.filter(MemberHealth::serving)
                .filter(a -> !observed.corrupt().contains(a.memberId()))
                .isPresent();
        return new MemberState(
                member.name(),
                answer.flatMap(MemberStates::role).orElse(null),
                healthy,
                answer.map(MemberHealth.Answering::version).orElse(null),
                answer.map(a -> size(
                                a.store().bytes(),
                                before.map(MemberState::dbSize).orElse("")))
                        .orElse(null),
                answer.map(a -> size(
                                a.store().inUseBytes(),
                                before.map(MemberState::dbSizeInUse).orElse("")))
                        .orElse(null),
                answer.map(a -> lag(led - a.appliedIndex())).orElse(null),
                member.pod().flatMap(PodView::node).orElse(null));
    }

    /** In whole MiB, rounded up; what was said before stays while it is nearly so. */
    private static String size(long bytes, String before) {
        long mebibyte = 1L << 20;
        if (before.endsWith(UNIT)) {
            long said = Long.parseLong(before.substring(0, before.length() - UNIT.length())) << 20;
            if (Math.abs(said - bytes) <= Math.max(mebibyte, said / STEP)) {
                return before;
            }
        }
        return (bytes + mebibyte - 1) / mebibyte + UNIT;
    }

    private static long lag(long entries) {
        long lag = SMALLEST_LAG;
        if (entries < lag) {
            return 0;
        }
        while (entries / STEP >= lag) {
            lag *= STEP;
        }
        return lag;
    }

    static Optional<Role> role(MemberHealth.Answering answer) {
        if (answer.learner()) {
            return Optional.of(Role.LEARNER);
        }
        if (answer.leaderId() == 0) {
            return Optional.empty();
        }
        return Optional.of(answer.leads() ? Role.LEADER : Role.FOLLOWER);
    }

    private static Optional<MemberState> before(ObservedMember member, ObservedCluster observed) {
        EtcdClusterStatus status = observed.resource().getStatus();
        List<MemberState> states = status == null ? null : status.members();
        return states == null
                ? Optional.empty()
                : states.stream().filter(s -> s.name().equals(member.name())).findFirst();
    }

    private static Optional<MemberHealth.Answering> answer(ObservedMember member) {
        return member.health() instanceof MemberHealth.Answering a ? Optional.of(a) : Optional.empty();
    }
}
