package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.scenario.Scenario;
import dev.etcetera.operator.api.v1alpha1.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A learner that no other member reaches. */
class LearnerE2E extends ClusterTest {
    private static final Duration DEADLINE = Duration.ofMinutes(4);

    LearnerE2E() {
        super("learn");
    }

    @BeforeEach
    void open() {
        cluster.mustApply(cluster.manifest(3, "size: 1Gi"));
        cluster.awaitSettled();
    }

    @Test
    @Tag("long")
    @Scenario({4, 27})
    void learnerThatNeverCatchesUpIsNamedAndMayBeEvictedAndGivenUp() {
        try (WriteLoad load = WriteLoad.onMembers(cluster).running()) {
            scale(5);
            Pod learner = Await.value(
                    "learn-4 runs",
                    DEADLINE,
                    () -> cluster.pods().stream()
                            .filter(p -> p.getMetadata().getName().equals("learn-4")
                                    && p.getStatus().getContainerStatuses().stream()
                                            .anyMatch(c -> c.getState().getRunning() != null))
                            .findFirst());
            MemberProcess.cutFromPeers(learner);
            Condition stuck = Await.value(
                    "Degraded=True LearnerStuck; now " + cluster.condition("Progressing"),
                    DEADLINE,
                    () -> cluster.condition("Degraded").filter(c -> c.reason().equals("LearnerStuck")));
            assertThat(stuck.message()).contains("learner learn-4", "set spec.replicas to 3");
            assertThat(cluster.members()).as("no other one is added").hasSize(4);
            load.cut().report("a learner that no peer reaches, for two minutes");
            assertThat(evict("learn-4").exit()).as("a learner may go").isZero();
            scale(3);
            Await.until(
                    "it is given up; now " + cluster.condition("Progressing"),
                    DEADLINE,
                    () -> cluster.members().size() == 3);
            cluster.awaitSettled();
            load.cut().report("the learner evicted and given up");
            load.stop();
            assertThat(load.failures()).isEmpty();
            load.assertNothingIsLost(cluster);
        }
    }

    private void scale(int replicas) {
        Kubernetes.must("-n", cluster.namespace(), "scale", "etcdcluster/learn", "--replicas=" + replicas);
    }

    private Command.Result evict(String pod) {
        return Kubernetes.kubectl(
                """
                {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "%s", "namespace": "%s"}}
                """.formatted(pod, cluster.namespace()),
                "create",
                "--raw",
                "/api/v1/namespaces/%s/pods/%s/eviction".formatted(cluster.namespace(), pod),
                "-f",
                "-");
    }
}
