package dev.etcetera.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.PodSpecExtras;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlacementTest {

    @Test
    void membersAreKeptApartAndSpreadOverZonesWhereThatCanBe() {
        PodSpec pod = placed(null, null);
        assertThat(pod.getAffinity().getPodAntiAffinity().getRequiredDuringSchedulingIgnoredDuringExecution())
                .isEmpty();
        assertThat(pod.getAffinity().getPodAntiAffinity().getPreferredDuringSchedulingIgnoredDuringExecution())
                .singleElement()
                .satisfies(term ->
                        assertThat(term.getPodAffinityTerm().getTopologyKey()).isEqualTo("kubernetes.io/hostname"));
        assertThat(pod.getTopologySpreadConstraints()).singleElement().satisfies(spread -> {
            assertThat(spread.getTopologyKey()).isEqualTo("topology.kubernetes.io/zone");
            assertThat(spread.getWhenUnsatisfiable()).isEqualTo("ScheduleAnyway");
            assertThat(spread.getLabelSelector().getMatchLabels()).isEqualTo(Map.of("etcetera.dev/cluster", "demo"));
        });
    }

    @Test
    void whatTheUserSaysStandsInItsPlace() {
        TopologySpreadConstraint strict = new TopologySpreadConstraintBuilder()
                .withMaxSkew(1)
                .withTopologyKey("rack")
                .withWhenUnsatisfiable("DoNotSchedule")
                .build();
        PodSpec pod = placed(new Affinity(), List.of(strict));
        assertThat(pod.getAffinity()).isEqualTo(new Affinity());
        assertThat(pod.getTopologySpreadConstraints()).singleElement().satisfies(spread -> {
            assertThat(spread.getTopologyKey()).isEqualTo("rack");
            assertThat(spread.getLabelSelector().getMatchLabels()).isEqualTo(Map.of("etcetera.dev/cluster", "demo"));
        });
        assertThat(placed(null, List.of()).getTopologySpreadConstraints()).isEmpty();
    }

    @Test
    void notesOfTheOperatorAreNotTheUsers() {
        PodSpecExtras extras = new PodSpecExtras(
                null, Map.of("etcetera.dev/template", "mine", "team", "shop"), null, null, null, null, null);
        assertThat(Extras.annotations(extras)).isEqualTo(Map.of("team", "shop"));
    }

    private static PodSpec placed(@Nullable Affinity affinity, @Nullable List<TopologySpreadConstraint> spread) {
        PodSpec pod = new PodSpec();
        Placement.addTo(pod, new PodSpecExtras(null, null, null, null, null, affinity, spread), "demo");
        return pod;
    }
}
