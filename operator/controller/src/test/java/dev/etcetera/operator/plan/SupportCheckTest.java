package dev.etcetera.operator.plan;

import static dev.etcetera.operator.plan.Clusters.storage;
import static dev.etcetera.operator.plan.Clusters.three;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterSpec;
import dev.etcetera.operator.resources.Images;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupportCheckTest {
    private final ClusterPlanner planner = new ClusterPlanner(new Images("etcetera/store"));

    @Test
    void volumeOfARunningClusterDoesNotGrowYetAndThatIsSaid() {
        Plan plan = planner.plan(three(sized("2Gi")));
        assertThat(plan.refuses()).isTrue();
        assertThat(plan.findings())
                .singleElement()
                .satisfies(f -> assertThat(f.message())
                        .startsWith("spec.storage.size: wanted 2Gi, running with 1Gi;")
                        .endsWith("not supported in this release"));
        assertThat(plan.steps()).isEqualTo(List.of(new Step.ApplyClusterObjects(3)));
    }

    @Test
    void sameSizeInOtherWordsIsNoChange() {
        assertThat(planner.plan(three(sized("1024Mi"))).findings()).isEmpty();
    }

    private static EtcdClusterSpec sized(String size) {
        return new EtcdClusterSpec(3, "0.1.0", null, storage(size), null, null, null, null, null, null);
    }
}
