package dev.etcetera.backup;

import dev.etcetera.backup.member.MemberDoor;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which member is read, with the names of etcdctl's options. */
final class MemberOptions {
    private static final int BLOB_BYTES = 16 << 20;
    /** What is on its way of a snapshot, or has come and is not read yet. */
    private static final int WINDOW_BYTES = 4 << 20;
    /** Read from the socket at once. */
    private static final int READ_BYTES = 512 << 10;
    /** Etcd ends the connection of whoever asks more often than every five seconds. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

    @Option(
            names = "--endpoint",
            required = true,
            paramLabel = "HOST:PORT",
            description =
                    "Where the host's name stands for several members, one that follows is read, and the leader only if"
                            + " there is no other.")
    private String endpoint = "";

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description = "Those who may sign the member's certificate: switches TLS on.")
    private @Nullable Path authorities;

    @Option(names = "--cert", paramLabel = "FILE")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE")
    private @Nullable Path key;

    @Option(
            names = "--server-name",
            paramLabel = "NAME",
            description = "The name in the member's certificate, if not its host.")
    private @Nullable String serverName;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "3600", description = "For a whole snapshot.")
    private long timeoutSeconds;

    Duration patience() {
        return Duration.ofSeconds(timeoutSeconds);
    }

    /** To any of the members that the endpoint's name stands for. */
    MemberDoor door() throws IOException {
        Optional<SslContext> tls = tls();
        int colon = endpoint.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("--endpoint is HOST:PORT, not " + endpoint);
        }
        String host = endpoint.substring(0, colon);
        int port = Integer.parseInt(endpoint.substring(colon + 1));
        return new MemberDoor(() -> {
            List<ManagedChannel> all = new ArrayList<>();
            for (InetAddress address : InetAddress.getAllByName(host)) {
                all.add(channel(host, new InetSocketAddress(address, port), tls));
            }
            return all;
        });
    }

    private ManagedChannel channel(String host, InetSocketAddress address, Optional<SslContext> tls) {
        NettyChannelBuilder channel = NettyChannelBuilder.forAddress(address)
                .maxInboundMessageSize(BLOB_BYTES)
                .flowControlWindow(WINDOW_BYTES)
                .withOption(ChannelOption.RCVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(64, 2048, READ_BYTES))
                // A member whose machine is gone says nothing, not even that.
                .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS);
        return tls.map(context -> channel.overrideAuthority(serverName == null ? host : serverName)
                        .sslContext(context))
                .orElseGet(channel::usePlaintext)
                .build();
    }

    private Optional<SslContext> tls() throws IOException {
        if (authorities == null) {
            return Optional.empty();
        }
        SslContextBuilder tls = GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                .trustManager(authorities.toFile());
        if (certificate != null && key != null) {
            tls.keyManager(certificate.toFile(), key.toFile());
        } else if (certificate != null || key != null) {
            throw new IllegalArgumentException("--cert and --key belong together");
        }
        return Optional.of(tls.build());
    }
}
