package dev.etcetera.operator.plan;

import static dev.etcetera.operator.plan.Clusters.storage;
import static dev.etcetera.operator.plan.Clusters.three;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdOptions;
import dev.etcetera.operator.api.v1alpha1.ResourceSpec;
import dev.etcetera.operator.api.v1alpha1.ResourceSpec.Amounts;
import dev.etcetera.operator.resources.Images;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SupportCheckTest {
    private final ClusterPlanner planner = new ClusterPlanner(new Images("etcetera/store"));

    static Stream<Arguments> changes() {
        EtcdOptions options = new EtcdOptions(4_000_000L, null, null, null, null, null, null, null);
        ResourceSpec resources = new ResourceSpec(null, new Amounts(null, new Quantity("1Gi")));
        return Stream.of(
                Arguments.of(
                        new EtcdClusterSpec(3, "0.2.0", null, storage("1Gi"), null, null, null, null, null),
                        "spec.version (image): wanted etcetera/store:0.2.0, running with etcetera/store:0.1.0;"),
                Arguments.of(
                        new EtcdClusterSpec(3, "0.1.0", "other:1", storage("1Gi"), null, null, null, null, null),
                        "spec.image: wanted other:1, running with etcetera/store:0.1.0;"),
                Arguments.of(
                        new EtcdClusterSpec(3, "0.1.0", null, storage("2Gi"), null, null, null, null, null),
                        "spec.storage.size: wanted 2Gi, running with 1Gi;"),
                Arguments.of(
                        new EtcdClusterSpec(3, "0.1.0", null, storage("1Gi"), resources, null, null, null, null),
                        "spec.resources: wanted {\"limits\":{\"memory\":\"1Gi\"}}, running with nothing;"),
                Arguments.of(
                        new EtcdClusterSpec(3, "0.1.0", null, storage("1Gi"), null, null, options, null, null),
                        "spec.options: wanted {\"quotaBackendBytes\":4000000}, running with nothing;"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void changeOfARunningClusterIsRefusedByName(EtcdClusterSpec wanted, String message) {
        Plan plan = planner.plan(three(wanted));
        assertThat(plan.refuses()).isTrue();
        assertThat(plan.findings())
                .singleElement()
                .satisfies(f -> assertThat(f.message()).startsWith(message).endsWith("not supported in this release"));
        assertThat(plan.steps()).isEqualTo(List.of(new Step.ApplyClusterObjects(3)));
    }

    @Test
    void sameSizeInOtherWordsIsNoChange() {
        EtcdClusterSpec same = new EtcdClusterSpec(3, "0.1.0", null, storage("1024Mi"), null, null, null, null, null);
        assertThat(planner.plan(three(same)).findings()).isEmpty();
    }
}
