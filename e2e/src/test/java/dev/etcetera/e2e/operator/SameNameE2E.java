package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.scenario.Scenario;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two clusters of one name, in two namespaces, have nothing to do with each other. */
class SameNameE2E {
    private TestCluster one = new TestCluster("", "");
    private TestCluster other = new TestCluster("", "");

    @BeforeAll
    static void install() {
        Kubernetes.installOperator();
    }

    @BeforeEach
    void open() {
        one = new TestCluster(Kubernetes.newNamespace(), "etcd");
        other = new TestCluster(Kubernetes.newNamespace(), "etcd");
    }

    @AfterEach
    void close() {
        Kubernetes.dropNamespace(one.namespace());
        Kubernetes.dropNamespace(other.namespace());
    }

    @Test
    @Scenario(22)
    @Tag("long")
    void bothGrowOneIsDeletedAndTheOtherNeverNotices() {
        List<TestCluster> both = List.of(one, other);
        both.forEach(c -> c.mustApply(c.manifest(1, "size: 1Gi, retentionPolicy: Delete")));
        both.forEach(TestCluster::awaitSettled);
        both.forEach(c -> c.mustApply(c.manifest(3, "size: 1Gi, retentionPolicy: Delete")));
        both.forEach(SameNameE2E::awaitThree);
        both.forEach(c ->
                assertThat(c.etcdctl().output("put", "mine", c.namespace())).isEqualTo("OK\n"));

        assertThat(one.status().clusterId()).isNotEqualTo(other.status().clusterId());
        assertApart(arguments(one, "--initial-cluster-token="), arguments(other, "--initial-cluster-token="));
        assertApart(values(one), values(other));
        assertApart(volumes(one), volumes(other));
        assertThat(new TreeSet<>(one.memberIds().values()))
                .doesNotContainAnyElementsOf(other.memberIds().values());

        Map<String, String> before = other.versionsThatStay();
        one.delete();
        assertThat(other.versions()).isEqualTo(before);
        assertThat(other.etcdctl().output("get", "mine")).isEqualTo("mine\n" + other.namespace() + "\n");
        assertThat(other.etcdctl().output("member", "list").lines()).hasSize(3);
    }

    private static void awaitThree(TestCluster cluster) {
        cluster.awaitSettled();
        assertThat(cluster.members()).hasSize(3);
    }

    private static void assertApart(Set<String> these, Set<String> those) {
        assertThat(these).isNotEmpty().doesNotContainAnyElementsOf(those);
    }

    private static Set<String> arguments(TestCluster cluster, String option) {
        Set<String> found = new TreeSet<>();
        cluster.pods()
                .forEach(p -> p.getSpec().getContainers().getFirst().getArgs().stream()
                        .filter(a -> a.startsWith(option))
                        .forEach(found::add));
        return found;
    }

    private static Set<String> values(TestCluster cluster) {
        List<Secret> secrets = new ArrayList<>(Kubernetes.client()
                .secrets()
                .inNamespace(cluster.namespace())
                .list()
                .getItems());
        Set<String> values = new TreeSet<>();
        secrets.forEach(s -> values.addAll(s.getData().values()));
        return values;
    }

    private static Set<String> volumes(TestCluster cluster) {
        Set<String> volumes = new TreeSet<>();
        cluster.claims()
                .forEach(c -> volumes.add(Objects.requireNonNull(c.getSpec().getVolumeName())));
        return volumes;
    }
}
