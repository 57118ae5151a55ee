package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is the same of everything that a user asks for once: an EtcdRecovery, an EtcdRestore. */
final class Request {
    private static final String COMPLETE = "Complete";

    private Request() {}

    /** What becomes of one: its phase and a sentence. */
    record Verdict(RequestPhase phase, String message) {}

    /** What becomes of one whose cluster does not exist or is being deleted; empty when somebody else decides. */
    static Optional<Verdict> orphan(Optional<RequestPhase> phase, String clusterName, Optional<EtcdCluster> cluster) {
        boolean lives = cluster.filter(c -> c.getMetadata().getDeletionTimestamp() == null)
                .isPresent();
        if (lives || over(phase)) {
            return Optional.empty();
        }
        String name = "EtcdCluster " + clusterName;
        return Optional.of(
                phase.filter(p -> p == RequestPhase.RUNNING).isPresent()
                        ? new Verdict(RequestPhase.FAILED, name + " was deleted")
                        : new Verdict(
                                RequestPhase.REJECTED,
                                name + (cluster.isPresent() ? " is being deleted" : " does not exist")));
    }

    /** Whether nothing more happens to one in this phase. */
    static boolean over(Optional<RequestPhase> phase) {
        return phase.filter(RequestPhase::isFinal).isPresent();
    }

    /** The condition Complete, which keeps its time as long as it says the same. */
    static Condition complete(@Nullable List<Condition> before, RequestPhase phase, String message, String now) {
        Condition.Status status = phase.isFinal() ? Condition.Status.TRUE : Condition.Status.FALSE;
        String since = before == null
                ? now
                : before.stream()
                        .filter(c -> c.type().equals(COMPLETE) && c.status() == status)
                        .map(Condition::lastTransitionTime)
                        .findFirst()
                        .orElse(now);
        return new Condition(COMPLETE, status, null, since, phase.word(), message);
    }
}
