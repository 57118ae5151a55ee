package dev.etcetera.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterSpec;
import dev.etcetera.operator.api.v1alpha1.RetentionPolicy;
import dev.etcetera.operator.api.v1alpha1.StorageSpec;
import dev.etcetera.operator.observe.Asked;
import dev.etcetera.operator.observe.ClaimView;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.observe.VolumeSize;
import dev.etcetera.operator.plan.DeletionPlanner.Deletion;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeletionPlannerTest {
    private static final List<ClaimView> CLAIMS = List.of(
            new ClaimView("data-demo-1-a", true, false, Optional.empty(), VolumeSize.UNKNOWN),
            new ClaimView("data-demo-2-b", true, true, Optional.empty(), VolumeSize.UNKNOWN));

    private final DeletionPlanner planner = new DeletionPlanner();

    @Test
    void podsEndFirst() {
        Deletion deletion = planner.plan(
                dying(RetentionPolicy.DELETE, List.of(Clusters.pod(1), Clusters.dyingPod(2, Clusters.NOW))));
        assertThat(deletion.steps()).containsExactly(new Step.DeletePod("default", "demo-1", "pod-1"));
        assertThat(deletion.finished()).isFalse();
    }

    @Test
    void retainedVolumesAreNotTouched() {
        Deletion deletion = planner.plan(dying(RetentionPolicy.RETAIN, List.of()));
        assertThat(deletion.steps()).isEmpty();
        assertThat(deletion.finished()).isTrue();
    }

    @Test
    void volumesGoWhenThePolicySaysSo() {
        Deletion deletion = planner.plan(dying(RetentionPolicy.DELETE, List.of()));
        assertThat(deletion.steps()).containsExactly(new Step.DeleteVolume("default", "data-demo-1-a"));
        assertThat(deletion.finished()).isTrue();
    }

    @Test
    void podOnADeadNodeIsNotAwaitedForEver() {
        PodView hanging = Clusters.dyingPod(1, Clusters.NOW.minusSeconds(300));
        assertThat(planner.plan(dying(RetentionPolicy.RETAIN, List.of(hanging))).finished())
                .isTrue();
    }

    private static ObservedCluster dying(RetentionPolicy policy, List<PodView> pods) {
        EtcdClusterSpec spec = new EtcdClusterSpec(
                3, "0.1.0", null, new StorageSpec("1Gi", null, policy), null, null, null, null, null, null, null);
        return new ObservedCluster(
                Clusters.cluster(spec, true),
                List.of(),
                List.of(),
                pods,
                CLAIMS,
                List.of(),
                Optional.empty(),
                Clusters.NOW,
                Asked.NOTHING);
    }
}
