package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.operator.api.v1alpha1.Condition;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeletionE2E {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private TestCluster cluster = new TestCluster("", "");

    @BeforeAll
    static void install() {
        Kubernetes.installOperator();
    }

    @BeforeEach
    void open() {
        cluster = new TestCluster(Kubernetes.newNamespace(), "gone");
    }

    @AfterEach
    void close() {
        Kubernetes.dropNamespace(cluster.namespace());
    }

    @Test
    @Scenario(23)
    void retainedVolumesStayAndALaterClusterOfTheNameDoesNotAdoptThem() {
        cluster.mustApply(cluster.manifest(1, "size: 1Gi"));
        cluster.awaitSettled();
        cluster.etcdctl().output("put", "old", "life");
        List<String> kept = names(cluster.claims());
        cluster.delete();
        assertThat(cluster.pods()).isEmpty();
        assertThat(names(cluster.claims())).isEqualTo(kept);

        cluster.mustApply(cluster.manifest(1, "size: 1Gi"));
        cluster.awaitSettled();
        assertThat(cluster.etcdctl().output("get", "old")).isEmpty();
        assertThat(names(cluster.claims())).hasSize(2).containsAll(kept);
    }

    @Test
    @Scenario(23)
    void volumesGoWithTheClusterWhenThePolicySaysSo() {
        cluster.mustApply(cluster.manifest(3, "size: 1Gi, retentionPolicy: Delete"));
        cluster.awaitSettled();
        cluster.delete();
        Await.until(
                "nothing left",
                DEADLINE,
                () -> cluster.claims().isEmpty()
                        && cluster.pods().isEmpty()
                        && cluster.members().isEmpty());
    }

    @Test
    @Scenario(23)
    void clusterCanBeDeletedBeforeItEverServed() {
        cluster.mustApply(
                cluster.manifest(3, "size: 1Gi, retentionPolicy: Delete", "image: no.such.registry.invalid/x:1"));
        Await.until(
                "three Pods that cannot start", DEADLINE, () -> cluster.pods().size() == 3);
        cluster.awaitCondition("Degraded", Condition.Status.TRUE, "PodStuck");
        cluster.delete();
        Await.until(
                "nothing left",
                DEADLINE,
                () -> cluster.claims().isEmpty() && cluster.pods().isEmpty());
    }

    @Test
    void namespaceThatIsDeletedTakesItsClusterAlong() {
        cluster.mustApply(cluster.manifest(3, "size: 1Gi"));
        cluster.awaitSettled();
        Kubernetes.must("delete", "namespace", cluster.namespace(), "--timeout=120s");
    }

    private static List<String> names(List<PersistentVolumeClaim> claims) {
        return claims.stream().map(c -> c.getMetadata().getName()).sorted().toList();
    }
}
