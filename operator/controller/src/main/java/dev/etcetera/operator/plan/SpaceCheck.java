package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.Space;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.Space.Phase;
import dev.etcetera.operator.member.MemberHealth;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.plan.Finding.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says that the data is at its quota, and what the user can do where the operator could not. */
record SpaceCheck(ObservedCluster observed) {

    List<Finding> findings() {
        if (observed.noSpace().isEmpty()) {
            return List.of();
        }
        String what = "the data is at its quota (alarm NOSPACE), and the cluster refuses writes that add to it";
        Optional<Space> vain = SpaceCycle.of(observed).noted().filter(s -> s.phase() == Phase.DID_NOT_HELP);
        return List.of(new Finding(
                Reason.NO_SPACE,
                vain.map(s -> what + "; forgetting the history did not make enough room: " + sizes()
                                + ". Delete keys, or raise spec.options.quotaBackendBytes, and spec.storage.size with it. The"
                                + " operator tries again at "
                                + Instant.parse(s.startTime()).plus(SpaceCycle.PAUSE))
                        .orElse(what + "; the operator makes room")));
    }

    private String sizes() {
        return observed.members().stream()
                .filter(m -> m.health().serving())
                .map(this::size)
                .collect(Collectors.joining(", "));
    }

    private String size(ObservedMember member) {
        return member.health() instanceof MemberHealth.Answering a
                ? member.name() + " has " + mebibytes(a.store().bytes()) + " of "
                        + mebibytes(a.store().quota()) + " MiB, "
                        + mebibytes(a.store().inUseBytes()) + " of them in use"
                : "";
    }

    private static long mebibytes(long bytes) {
        return bytes >> 20;
    }
}
