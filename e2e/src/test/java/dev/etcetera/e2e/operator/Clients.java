package dev.etcetera.e2e.operator;

import dev.etcetera.operator.api.v1alpha1.TlsStatus;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * jetcd for a cluster, over TLS where the cluster has it: with the address of the Service or of a Pod, and the Service's name for
 * the certificates, as a client inside Kubernetes would find it by that name.
 */
final class Clients {
    private static final Duration CONNECT = Duration.ofSeconds(1);

    private Clients() {}

    /** New connections to the Service that clients use. */
    static Supplier<Client> onService(TestCluster cluster) {
        String address = Kubernetes.client()
                .services()
                .inNamespace(cluster.namespace())
                .withName(cluster.name() + "-client")
                .get()
                .getSpec()
                .getClusterIP();
        return () -> to(cluster, address);
    }

    /**
     * New connections to one member after the other, those first that answered when the load began: as a client does that knows
     * all endpoints and goes on to the next when one fails it.
     */
    static Supplier<Client> onMembers(TestCluster cluster) {
        Map<String, String> addresses = new ConcurrentHashMap<>();
        AtomicInteger next = new AtomicInteger();
        return () -> {
            cluster.pods().forEach(pod -> note(addresses, pod));
            List<String> names = addresses.keySet().stream().sorted().toList();
            return to(cluster, addresses.getOrDefault(names.get(next.getAndIncrement() % names.size()), ""));
        };
    }

    private static void note(Map<String, String> addresses, Pod pod) {
        String address = pod.getStatus().getPodIP();
        if (address != null) {
            addresses.put(pod.getMetadata().getName(), address);
        }
    }

    /** A connection to this address. */
    static Client to(TestCluster cluster, String address) {
        Optional<ClientSecret> secret = secret(cluster);
        ClientBuilder builder = Client.builder().connectTimeout(CONNECT);
        return secret.isEmpty()
                ? builder.endpoints("http://" + address + ":2379").build()
                : builder.endpoints("https://" + address + ":2379")
                        .authority(authority(cluster))
                        .sslContext(secret.get().context())
                        .build();
    }

    /** For what jetcd has no words for. */
    static ManagedChannel channel(TestCluster cluster, String address) {
        Optional<ClientSecret> secret = secret(cluster);
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(address, 2379);
        return secret.isEmpty()
                ? builder.usePlaintext().build()
                : builder.overrideAuthority(authority(cluster))
                        .sslContext(secret.get().context())
                        .build();
    }

    private static Optional<ClientSecret> secret(TestCluster cluster) {
        TlsStatus tls = cluster.status().tls();
        String name = tls == null ? null : tls.clientSecret();
        return name == null ? Optional.empty() : Optional.of(ClientSecret.read(cluster.namespace(), name));
    }

    private static String authority(TestCluster cluster) {
        return "%s-client.%s.svc".formatted(cluster.name(), cluster.namespace());
    }
}
