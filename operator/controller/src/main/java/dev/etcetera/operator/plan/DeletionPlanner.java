package dev.etcetera.operator.plan;

import dev.etcetera.operator.api.v1alpha1.RetentionPolicy;
import dev.etcetera.operator.observe.ClaimView;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.resources.Names;
import java.time.Duration;
import java.util.List;

/**
 * Decides what to do for a cluster that is being deleted: its Pods end first, then the volumes go if the policy says so,
 * then the finalizer; Kubernetes collects the rest. Works from any state in which the cluster may be.
 */
public final class DeletionPlanner {
    // A Pod on a dead node never ends; its volume is then left to Kubernetes' own protection.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /**
     * What to do now.
     *
     * @param finished whether the finalizer may go once the steps are done
     */
    public record Deletion(List<Step> steps, boolean finished) {
        public Deletion {
            steps = List.copyOf(steps);
        }
    }

    /** The next part of the deletion. */
    public Deletion plan(ObservedCluster observed) {
        String namespace = Names.namespace(observed.resource());
        List<PodView> awaited = observed.pods().stream()
                .filter(p -> !p.overdue(observed.now(), PATIENCE))
                .toList();
        if (!awaited.isEmpty()) {
            return new Deletion(
                    awaited.stream()
                            .filter(p -> !p.terminating())
                            .<Step>map(p -> new Step.DeletePod(namespace, p.name(), p.uid()))
                            .toList(),
                    false);
        }
        if (observed.resource().getSpec().storage().retentionPolicy() == RetentionPolicy.RETAIN) {
            return new Deletion(List.of(), true);
        }
        return new Deletion(
                observed.claims().stream()
                        .filter(ClaimView::own)
                        .filter(c -> !c.terminating())
                        .<Step>map(c -> new Step.DeleteVolume(namespace, c.name()))
                        .toList(),
                true);
    }
}
