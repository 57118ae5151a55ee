package dev.etcetera.operator.member;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;

/**
 * How each member is spoken to: in the clear, or with which credentials. Told before a cluster is looked at. May be used
 * from any thread.
 */
public final class MemberDoors {
    private final Map<String, Door> doors = new ConcurrentHashMap<>();
    private final Map<String, Door> clusters = new ConcurrentHashMap<>();
    private final Optional<CallReport> report;

    public MemberDoors() {
        this(Optional.empty());
    }

    /** One that reports what goes through it. */
    public MemberDoors(Optional<MemberCalls> listener) {
        this.report = listener.map(CallReport::new);
    }

    private record Door(String cluster, MemberCredentials credentials, SslContext context) {}

    /**
     * The members of this cluster are spoken to with these credentials from now on, at these addresses.
     *
     * @param cluster UID of the cluster
     */
    public void open(String cluster, Collection<String> addresses, MemberCredentials credentials) throws SSLException {
        Door door = clusters.get(cluster);
        if (door == null || !door.credentials().equals(credentials)) {
            door = new Door(cluster, credentials, context(credentials));
            clusters.put(cluster, door);
        }
        for (String address : addresses) {
            doors.put(address, door);
        }
        doors.values()
                .removeIf(d -> d.cluster().equals(cluster) && !d.credentials().equals(credentials));
    }

    /** The members of this cluster, if there are any, are spoken to in the clear from now on. */
    public void close(String cluster, Collection<String> addresses) {
        clusters.remove(cluster);
        doors.values().removeIf(d -> d.cluster().equals(cluster));
        // An address of a secured cluster that is no more may have been given to a member of this one.
        addresses.forEach(doors::remove);
    }

    ManagedChannel channel(String address, int port) {
        NettyChannelBuilder builder =
                NettyChannelBuilder.forAddress(address, port).disableRetry();
        report.ifPresent(builder::intercept);
        Optional<Door> door = Optional.ofNullable(doors.get(address));
        if (door.isEmpty()) {
            return builder.usePlaintext().build();
        }
        return builder.sslContext(door.get().context())
                .overrideAuthority(door.get().credentials().serverName())
                .build();
    }

    private static SslContext context(MemberCredentials credentials) throws SSLException {
        return GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                .trustManager(bytes(credentials.authorities()))
                .keyManager(bytes(credentials.certificate()), bytes(credentials.key()))
                .build();
    }

    private static InputStream bytes(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
