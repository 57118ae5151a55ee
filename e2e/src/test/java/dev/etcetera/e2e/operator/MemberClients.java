package dev.etcetera.e2e.operator;

import io.etcd.jetcd.Client;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client of each member of a cluster, kept and shared: whoever finds that one does not answer is at the next at once, without a
 * handshake, as a client that knows all endpoints. What is measured through it is the cluster, not how long clients take.
 */
final class MemberClients {
    /** Short against an election, long against what a busy machine takes for a put. */
    private static final Duration PATIENCE = Duration.ofMillis(300);

    private final TestCluster cluster;
    private final Map<String, String> addresses = new ConcurrentHashMap<>();
    private final Map<String, Client> clients = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();

    MemberClients(TestCluster cluster) {
        this.cluster = cluster;
    }

    /** Of one user, which begins at another member than the user before. */
    Connection connect() {
        return new Connection(this::next, _ -> {}, PATIENCE);
    }

    private Client next() {
        cluster.pods().forEach(this::note);
        List<String> names = addresses.keySet().stream().sorted().toList();
        String name = names.get(Math.floorMod(next.getAndIncrement(), names.size()));
        return clients.computeIfAbsent(addresses.getOrDefault(name, ""), address -> Clients.to(cluster, address));
    }

    private void note(Pod pod) {
        String address = pod.getStatus().getPodIP();
        if (address != null) {
            addresses.put(pod.getMetadata().getName(), address);
        }
    }

    void close() {
        clients.values().forEach(Client::close);
    }
}
