package dev.etcetera.e2e.operator;

import dev.etcetera.operator.api.v1alpha1.TlsStatus;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.Optional;
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
