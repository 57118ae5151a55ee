package dev.etcetera.e2e.many;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** EtcdClusters of one member each, in one namespace. */
record Crowd(KubernetesClient client, String namespace, int size) {
    static final String EDIT = "etcetera.example/edit";
    private static final PatchContext MERGE =
            new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build();

    void create() {
        PlayedKubernetes.kubectl(
                names().map(n -> """
                        apiVersion: etcetera.dev/v1alpha1
                        kind: EtcdCluster
                        metadata: {name: %s, namespace: %s}
                        spec: {replicas: 1, storage: {size: 1Gi}, tls: {mode: Disabled}}
                        """.formatted(n, namespace)).collect(Collectors.joining("---\n")),
                "create",
                "-f",
                "-");
    }

    /** Each gets this annotation on its Pods, which makes them anew. */
    void edit(String value) {
        names().parallel()
                .forEach(n -> client.resources(EtcdCluster.class)
                        .inNamespace(namespace)
                        .withName(n)
                        .patch(MERGE, "{\"spec\":{\"pod\":{\"annotations\":{\"%s\":\"%s\"}}}}".formatted(EDIT, value)));
    }

    Stream<String> names() {
        return IntStream.rangeClosed(1, size).mapToObj("c%03d"::formatted);
    }

    /** How long it took until each of them is as its spec wants it. */
    Duration awaitSettled(Duration deadline) {
        long begin = System.nanoTime();
        try {
            Await.until("all settled", deadline, () -> {
                Await.pass(Duration.ofMillis(500));
                return unsettled().isEmpty();
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ": " + unsettled(), e);
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private List<String> unsettled() {
        return clusters().stream()
                .filter(c -> !settled(c))
                .map(c -> c.getMetadata().getName() + " " + c.getStatus())
                .toList();
    }

    static boolean settled(EtcdCluster cluster) {
        return has(cluster, "Available", "QuorumServes")
                && has(cluster, "Progressing", "Settled")
                && has(cluster, "Degraded", "NothingFound");
    }

    static boolean has(EtcdCluster cluster, String type, String reason) {
        List<Condition> conditions =
                cluster.getStatus() == null ? null : cluster.getStatus().conditions();
        return conditions != null
                && conditions.stream()
                        .anyMatch(c -> c.type().equals(type)
                                && c.reason().equals(reason)
                                && Objects.equals(
                                        c.observedGeneration(),
                                        cluster.getMetadata().getGeneration()));
    }

    List<EtcdCluster> clusters() {
        return all(EtcdCluster.class);
    }

    List<Pod> pods() {
        return all(Pod.class);
    }

    List<EtcdMember> members() {
        return all(EtcdMember.class);
    }

    List<PersistentVolumeClaim> claims() {
        return all(PersistentVolumeClaim.class);
    }

    /** Equal at two moments when nobody wrote anything in between. */
    Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        Stream.of(clusters(), members(), pods(), claims(), all(Service.class), all(PodDisruptionBudget.class))
                .flatMap(List::stream)
                .map(HasMetadata.class::cast)
                .forEach(o -> versions.put(
                        o.getKind() + "/" + o.getMetadata().getName(),
                        o.getMetadata().getResourceVersion()));
        return versions;
    }

    private <T extends HasMetadata> List<T> all(Class<T> type) {
        return client.resources(type).inNamespace(namespace).list().getItems();
    }
}
