package dev.etcetera.operator.resources;

import dev.etcetera.operator.api.v1alpha1.PodSpecExtras;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps members apart, so that one host or one zone takes one of them: preferred and not required, because a cluster must also
 * come up on a single node. What the user says instead replaces it.
 */
final class Placement {
    private static final String HOST = "kubernetes.io/hostname";
    private static final String ZONE = "topology.kubernetes.io/zone";

    private Placement() {}

    static void addTo(PodSpec pod, @Nullable PodSpecExtras extras, String clusterName) {
        LabelSelector fellows = new LabelSelectorBuilder()
                .withMatchLabels(Map.of(Labels.CLUSTER, clusterName))
                .build();
        Affinity affinity = extras == null ? null : extras.affinity();
        List<TopologySpreadConstraint> spread = extras == null ? null : extras.topologySpreadConstraints();
        pod.setAffinity(affinity == null ? apart(fellows) : affinity);
        pod.setTopologySpreadConstraints(
                spread == null
                        ? List.of(overZones(fellows))
                        : spread.stream().map(c -> ofFellows(c, fellows)).toList());
    }

    private static Affinity apart(LabelSelector fellows) {
        return new AffinityBuilder()
                .withNewPodAntiAffinity()
                .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                .withWeight(100)
                .withNewPodAffinityTerm()
                .withTopologyKey(HOST)
                .withLabelSelector(fellows)
                .endPodAffinityTerm()
                .endPreferredDuringSchedulingIgnoredDuringExecution()
                .endPodAntiAffinity()
                .build();
    }

    private static TopologySpreadConstraint overZones(LabelSelector fellows) {
        return new TopologySpreadConstraintBuilder()
                .withMaxSkew(1)
                .withTopologyKey(ZONE)
                .withWhenUnsatisfiable("ScheduleAnyway")
                .withLabelSelector(fellows)
                .build();
    }

    private static TopologySpreadConstraint ofFellows(TopologySpreadConstraint constraint, LabelSelector fellows) {
        return constraint.getLabelSelector() == null
                ? new TopologySpreadConstraintBuilder(constraint)
                        .withLabelSelector(fellows)
                        .build()
                : constraint;
    }
}
