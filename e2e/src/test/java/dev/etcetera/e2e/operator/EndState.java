package dev.etcetera.e2e.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All that is left when a job is done, without what differs from run to run: two runs that end alike have equal ones. */
record EndState(Map<String, String> parts) {
    static EndState of(TestCluster cluster) {
        Map<String, String> parts = objects(cluster);
        parts.put("members of etcd", list(cluster));
        parts.put(
                "arguments",
                cluster.pods().stream()
                        .map(EndState::options)
                        .distinct()
                        .toList()
                        .toString());
        parts.put(
                "leaving",
                names(cluster.members().stream()
                        .filter(m -> Boolean.TRUE.equals(m.getSpec().leaving()))
                        .toList()));
        parts.put(
                "conditions",
                Stream.of("Available", "Progressing", "Degraded")
                        .map(type -> cluster.condition(type)
                                .map(c -> c.type() + "=" + c.status() + " " + c.reason())
                                .orElse(""))
                        .toList()
                        .toString());
        parts.put("last serial", String.valueOf(cluster.status().lastSerial()));
        var repairs = cluster.status().repairs();
        parts.put("repairs", repairs == null ? "0" : repairs.count().toString());
        return new EndState(parts);
    }

    private static Map<String, String> objects(TestCluster cluster) {
        KubernetesClient client = Kubernetes.client();
        String namespace = cluster.namespace();
        Map<String, String> objects = new TreeMap<>();
        objects.put("EtcdMembers", names(cluster.members()));
        objects.put("Pods", names(cluster.pods()));
        objects.put(
                "claims",
                cluster.claims().stream()
                        .map(c -> c.getMetadata().getName().replaceFirst("-[0-9a-f]{4,}$", "")
                                + (c.getMetadata().getDeletionTimestamp() == null ? "" : " going"))
                        .sorted()
                        .toList()
                        .toString());
        objects.put(
                "Services",
                names(client.services().inNamespace(namespace).list().getItems()));
        objects.put(
                "Secrets", names(client.secrets().inNamespace(namespace).list().getItems()));
        List<PodDisruptionBudget> budgets = client.policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace(namespace)
                .list()
                .getItems();
        objects.put(
                "budgets",
                budgets.stream()
                        .map(b -> b.getMetadata().getName() + " "
                                + b.getSpec().getMinAvailable().getValue())
                        .toList()
                        .toString());
        return objects;
    }

    private static String list(TestCluster cluster) {
        return Arrays.stream(cluster.etcdctl().output("member", "list").split("\n"))
                .map(line -> line.split(", "))
                .map(words -> words[2] + " " + words[1] + (words[5].equals("true") ? " learner" : ""))
                .sorted()
                .toList()
                .toString();
    }

    private static String options(Pod pod) {
        return pod.getSpec().getContainers().getFirst().getArgs().stream()
                .filter(argument -> argument.startsWith("--snapshot-count"))
                .toList()
                .toString();
    }

    private static String names(List<? extends HasMetadata> objects) {
        return objects.stream()
                .map(o -> o.getMetadata().getName())
                .sorted()
                .toList()
                .toString();
    }
}
