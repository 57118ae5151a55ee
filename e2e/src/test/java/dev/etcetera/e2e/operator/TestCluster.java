package dev.etcetera.e2e.operator;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Etcdctl;
import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberStatus;
import dev.etcetera.operator.api.v1alpha1.TlsStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One EtcdCluster of a test. */
record TestCluster(String namespace, String name) {
    /** For tests that measure what writers meet: not through a forwarded port. */
    static final String PLAIN = "tls: {mode: Disabled}";

    private static final Duration DEADLINE = Duration.ofSeconds(90);
    private static final Duration ROLLED = Duration.ofMinutes(3);

    /** A manifest of this cluster; more lines of the spec may follow, indented by two. */
    String manifest(int replicas, String storage, String... more) {
        return """
                apiVersion: etcetera.dev/v1alpha1
                kind: EtcdCluster
                metadata:
                  name: %s
                  namespace: %s
                spec:
                  replicas: %d
                  storage: {%s}
                """.formatted(name, namespace, replicas, storage)
                + String.join("", Stream.of(more).map(l -> "  " + l + "\n").toList());
    }

    Command.Result apply(String manifest) {
        return Kubernetes.kubectl(manifest, "apply", "-f", "-");
    }

    void mustApply(String manifest) {
        Command.Result result = apply(manifest);
        if (result.exit() != 0) {
            throw new AssertionError(result.toString());
        }
    }

    EtcdCluster get() {
        return Objects.requireNonNull(Kubernetes.client()
                .resources(EtcdCluster.class)
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    boolean exists() {
        return Kubernetes.client()
                        .resources(EtcdCluster.class)
                        .inNamespace(namespace)
                        .withName(name)
                        .get()
                != null;
    }

    EtcdClusterStatus status() {
        return Objects.requireNonNull(get().getStatus());
    }

    Optional<Condition> condition(String type) {
        EtcdClusterStatus status = get().getStatus();
        List<Condition> conditions = status == null ? null : status.conditions();
        return conditions == null
                ? Optional.empty()
                : conditions.stream().filter(c -> c.type().equals(type)).findFirst();
    }

    /** Waits until a condition has this status and reason for the present generation of the spec. */
    Condition awaitCondition(String type, Condition.Status status, String reason) {
        return Await.value(
                "%s=%s %s of %s, last: %s".formatted(type, status, reason, name, condition(type)),
                DEADLINE,
                () -> condition(type)
                        .filter(c -> c.status() == status
                                && c.reason().equals(reason)
                                && Objects.equals(
                                        c.observedGeneration(),
                                        get().getMetadata().getGeneration())));
    }

    /** Waits until all members serve and nothing is left to do. */
    void awaitSettled() {
        awaitCondition("Available", Condition.Status.TRUE, "QuorumServes");
        awaitCondition("Progressing", Condition.Status.FALSE, "Settled");
        awaitCondition("Degraded", Condition.Status.FALSE, "NothingFound");
    }

    /** The same, now. */
    boolean isSettled() {
        Long generation = get().getMetadata().getGeneration();
        return Stream.of("Available QuorumServes", "Progressing Settled", "Degraded NothingFound")
                .map(wanted -> wanted.split(" "))
                .allMatch(wanted -> condition(wanted[0])
                        .filter(c -> c.reason().equals(wanted[1]) && generation.equals(c.observedGeneration()))
                        .isPresent());
    }

    List<EtcdMember> members() {
        return Kubernetes.client()
                .resources(EtcdMember.class)
                .inNamespace(namespace)
                .withLabel("etcetera.dev/cluster", name)
                .list()
                .getItems();
    }

    /** etcd's member ids by member name. */
    Map<String, String> memberIds() {
        Map<String, String> ids = new TreeMap<>();
        for (EtcdMember member : members()) {
            EtcdMemberStatus status = member.getStatus();
            ids.put(member.getMetadata().getName(), status == null ? "" : Objects.toString(status.memberId(), ""));
        }
        return ids;
    }

    List<Pod> pods() {
        return Kubernetes.client()
                .pods()
                .inNamespace(namespace)
                .withLabel("etcetera.dev/cluster", name)
                .list()
                .getItems();
    }

    Pod pod(String member) {
        return pods().stream()
                .filter(p -> p.getMetadata().getName().equals(member))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no Pod " + member));
    }

    /** By member: equal when no Pod was made anew. */
    Map<String, String> podUids() {
        Map<String, String> uids = new TreeMap<>();
        pods().forEach(p -> uids.put(p.getMetadata().getName(), p.getMetadata().getUid()));
        return uids;
    }

    /** Waits until every Pod is another than it was. */
    void awaitNewPods(Map<String, String> before) {
        Await.until(
                "%d new Pods; at first: %s".formatted(before.size(), condition("Progressing")),
                ROLLED,
                () -> podUids().size() == before.size()
                        && podUids().values().stream().noneMatch(before::containsValue));
    }

    List<PersistentVolumeClaim> claims() {
        return Kubernetes.client()
                .persistentVolumeClaims()
                .inNamespace(namespace)
                .withLabel("etcetera.dev/cluster", name)
                .list()
                .getItems();
    }

    /** Versions of everything that belongs to the cluster: equal when nobody wrote anything. */
    Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        Stream.of(
                        List.of(get()),
                        members(),
                        pods(),
                        claims(),
                        Kubernetes.client()
                                .services()
                                .inNamespace(namespace)
                                .list()
                                .getItems(),
                        Kubernetes.client()
                                .policy()
                                .v1()
                                .podDisruptionBudget()
                                .inNamespace(namespace)
                                .list()
                                .getItems())
                .flatMap(List::stream)
                .map(HasMetadata.class::cast)
                .forEach(o -> versions.put(
                        o.getKind() + "/" + o.getMetadata().getName(),
                        o.getMetadata().getResourceVersion()));
        return versions;
    }

    /** Waits until whoever writes statuses has come to rest, too. */
    Map<String, String> versionsThatStay() {
        return Await.value("versions that stay", Duration.ofSeconds(30), () -> {
            Map<String, String> first = versions();
            Await.pass(Duration.ofSeconds(3));
            return versions().equals(first) ? Optional.of(first) : Optional.empty();
        });
    }

    /** The unmodified etcdctl on the addresses of all Pods, with what the status says that it takes. */
    Etcdctl etcdctl() {
        return etcdctl(pods().stream().map(p -> url(p.getStatus().getPodIP())).toList());
    }

    /** The unmodified etcdctl on the Service that clients use. */
    Etcdctl etcdctlOnService() {
        return etcdctl(List.of(serviceUrl()));
    }

    private Etcdctl etcdctl(List<String> urls) {
        TlsStatus tls = status().tls();
        String secret = tls == null ? null : tls.clientSecret();
        return secret == null
                ? new Etcdctl(urls)
                : new Etcdctl(urls, ClientSecret.read(namespace, secret).options());
    }

    /** The Service that clients use. */
    String serviceUrl() {
        return url(serviceAddress());
    }

    /** The address of the Service that clients use. */
    String serviceAddress() {
        return Kubernetes.client()
                .services()
                .inNamespace(namespace)
                .withName(name + "-client")
                .get()
                .getSpec()
                .getClusterIP();
    }

    private String url(String address) {
        EtcdClusterStatus status = get().getStatus();
        boolean secured =
                status != null && Objects.toString(status.clientEndpoint(), "").startsWith("https:");
        return secured ? "https://127.0.0.1:" + Forwarder.to(address, 2379) : "http://" + address + ":2379";
    }

    /** Deletes the EtcdCluster and waits until it is gone. */
    void delete() {
        Kubernetes.must("-n", namespace, "delete", "etcdcluster", name, "--timeout=120s");
    }
}
