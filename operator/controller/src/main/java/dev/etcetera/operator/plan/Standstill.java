package dev.etcetera.operator.plan;

import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.plan.Progress.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Has Pods end, and is done only when Kubernetes has none of them any more: one that runs unseen on a node that does not answer
 * could make the old quorum, with others like it.
 *
 * @param reason what the Pods have to end for
 * @param stops stops one of them
 */
record Standstill(ObservedCluster observed, Reason reason, Function<PodView, Step> stops) {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** What is done, or waited for; empty when there is none of these Pods. */
    Optional<Move> of(List<PodView> pods) {
        if (pods.isEmpty()) {
            return Optional.empty();
        }
        List<Step> steps =
                pods.stream().filter(p -> !p.terminating()).map(stops).toList();
        Optional<PodView> hangs =
                pods.stream().filter(p -> p.overdue(observed.now(), PATIENCE)).findFirst();
        return Optional.of(hangs.map(p -> hanging(p, steps))
                .orElseGet(() -> new Move(
                        steps,
                        List.of(),
                        Optional.of(new Progress(
                                reason,
                                "waiting until all others have ended: "
                                        + pods.stream().map(PodView::name).collect(Collectors.joining(", ")))))));
    }

    private static Move hanging(PodView pod, List<Step> steps) {
        String node = pod.node().orElse("");
        String message = "nothing goes on before the end of Pod " + pod.name() + ", which node " + node
                + " does not confirm. It is never deleted by force, because the member may still run there. When the machine"
                + " is certainly off, delete the Node object " + node
                + " (or taint it node.kubernetes.io/out-of-service=nodeshutdown:NoExecute), and Kubernetes takes the Pod away";
        return new Move(
                steps,
                List.of(new Finding(Finding.Reason.POD_HANGS, message)),
                Optional.of(new Progress(Reason.RECOVERY_WAITS, message)));
    }
}
