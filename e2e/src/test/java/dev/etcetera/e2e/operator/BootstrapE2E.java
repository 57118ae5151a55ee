package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.scenario.Scenario;
import dev.etcetera.operator.api.v1alpha1.Condition;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BootstrapE2E {
    private String namespace = "";

    @BeforeAll
    static void install() {
        Kubernetes.installOperator();
    }

    @BeforeEach
    void open() {
        namespace = Kubernetes.newNamespace();
    }

    @AfterEach
    void close() {
        Kubernetes.dropNamespace(namespace);
    }

    @Test
    void threeMembersServeWithinAMinute() {
        TestCluster cluster = new TestCluster(namespace, "demo");
        long start = System.nanoTime();
        cluster.mustApply(cluster.manifest(3, "size: 1Gi"));
        cluster.awaitCondition("Available", Condition.Status.TRUE, "QuorumServes");
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        System.out.printf("apply to Available: %.1f s%n", took.toMillis() / 1000.0);
        assertThat(took).isLessThan(Duration.ofSeconds(60));

        cluster.awaitSettled();
        assertThat(cluster.members()).hasSize(3);
        assertThat(cluster.status().readyReplicas()).isEqualTo(3);
        assertThat(cluster.etcdctlOnService().output("put", "greeting", "hello"))
                .isEqualTo("OK\n");
        assertThat(cluster.etcdctl().output("get", "greeting")).isEqualTo("greeting\nhello\n");
        assertThat(cluster.etcdctl().output("member", "list")).contains("demo-1", "demo-2", "demo-3");
        assertThat(Kubernetes.must("-n", namespace, "get", "events")).contains("MembersCreated", "QuorumServes");
    }

    @Test
    @Scenario(1)
    void applyingTheSameAgainWritesNothing() {
        TestCluster cluster = new TestCluster(namespace, "calm");
        String manifest = cluster.manifest(1, "size: 1Gi");
        cluster.mustApply(manifest);
        cluster.awaitSettled();
        Map<String, String> before = cluster.versionsThatStay();
        for (int i = 0; i < 5; i++) {
            cluster.mustApply(manifest);
        }
        Kubernetes.must("-n", namespace, "annotate", "pod", "calm-1", "someone=looked");
        Await.pass(Duration.ofSeconds(3));
        Map<String, String> after = cluster.versions();
        after.remove("Pod/calm-1");
        before.remove("Pod/calm-1");
        assertThat(after).isEqualTo(before);
    }

    @Test
    void nameOfSomebodyElseIsLeftAloneAndAwaited() {
        TestCluster cluster = new TestCluster(namespace, "taken");
        Kubernetes.must("-n", namespace, "create", "service", "clusterip", "taken-client", "--tcp=80:80");
        cluster.mustApply(cluster.manifest(1, "size: 1Gi"));
        Condition degraded = cluster.awaitCondition("Degraded", Condition.Status.TRUE, "NameTaken");
        assertThat(degraded.message()).contains("Service/taken-client");
        assertThat(cluster.members()).isEmpty();
        Kubernetes.must("-n", namespace, "delete", "service", "taken-client");
        cluster.awaitSettled();
    }
}
