package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.scenario.Scenario;
import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.RetentionPolicy;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeletionE2E extends ClusterTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    DeletionE2E() {
        super("gone");
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

    /** While it grows from three to five, and nobody has a quorum any more. */
    @ParameterizedTest
    @EnumSource
    @Scenario(23)
    void clusterThatIsDeletedWhileItGrowsAndHasLostItsQuorumGoesAndALaterOneAdoptsNothing(RetentionPolicy policy) {
        String storage = "size: 1Gi, retentionPolicy: " + (policy == RetentionPolicy.DELETE ? "Delete" : "Retain");
        cluster.mustApply(cluster.manifest(3, storage));
        cluster.awaitSettled();
        cluster.etcdctl().output("put", "old", "life");
        List<String> nodes = List.of(Kubernetes.must("get", "nodes", "-o", "jsonpath={.items[*].metadata.name}")
                .split(" "));
        List<String> grown;
        try {
            nodes.forEach(n -> Kubernetes.must("cordon", n));
            cluster.mustApply(cluster.manifest(5, storage));
            Await.until(
                    "a learner with a volume", DEADLINE, () -> cluster.claims().size() == 4);
            Kubernetes.must(
                    "-n", cluster.namespace(), "delete", "pod", "gone-1", "gone-2", "--force", "--grace-period=0");
            cluster.awaitCondition("Available", Condition.Status.FALSE, "QuorumLost");
            grown = names(cluster.claims());
            long start = System.nanoTime();
            cluster.delete();
            System.out.printf("%s, deleted without a quorum in %.1f s%n", policy, (System.nanoTime() - start) / 1e9);
            Await.until(
                    "no member and no Pod is left",
                    DEADLINE,
                    () -> cluster.members().isEmpty() && cluster.pods().isEmpty());
        } finally {
            nodes.forEach(n -> Kubernetes.must("uncordon", n));
        }
        List<String> kept = policy == RetentionPolicy.DELETE ? List.of() : grown;
        Await.until(
                "claims are " + kept, DEADLINE, () -> names(cluster.claims()).equals(kept));

        cluster.mustApply(cluster.manifest(1, storage));
        cluster.awaitSettled();
        assertThat(cluster.etcdctl().output("get", "old")).isEmpty();
        assertThat(names(cluster.claims())).hasSize(kept.size() + 1).containsAll(kept);
    }

    /** Nobody is there to clear the finalizer until the operator is back. */
    @Test
    @Scenario(24)
    @Tag("long")
    void namespaceThatIsDeletedWhileTheOperatorIsDownGoesOnceItIsBack() {
        cluster.mustApply(cluster.manifest(3, "size: 1Gi"));
        cluster.awaitSettled();
        String system = Kubernetes.SYSTEM_NAMESPACE;
        try {
            Kubernetes.must("-n", system, "scale", "deployment/etcetera-operator", "--replicas=0");
            Await.until(
                    "no operator is left",
                    DEADLINE,
                    () -> Kubernetes.must("-n", system, "get", "pods", "-o", "name")
                            .isEmpty());
            Kubernetes.must("delete", "namespace", cluster.namespace(), "--wait=false");
            Await.until(
                    "all Pods are gone, and the EtcdCluster waits for its operator",
                    DEADLINE,
                    () -> cluster.pods().isEmpty() && cluster.exists());
        } finally {
            Kubernetes.installOperator();
        }
        Kubernetes.must("wait", "--for=delete", "namespace/" + cluster.namespace(), "--timeout=120s");
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
