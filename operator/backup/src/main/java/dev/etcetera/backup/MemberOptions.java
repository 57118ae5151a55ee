package dev.etcetera.backup;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which member is read, with the names of etcdctl's options. */
final class MemberOptions {
    private static final int BLOB_BYTES = 16 << 20;

    @Option(names = "--endpoint", required = true, paramLabel = "HOST:PORT")
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

    ManagedChannel connect() throws IOException {
        NettyChannelBuilder channel =
                NettyChannelBuilder.forTarget("dns:///" + endpoint).maxInboundMessageSize(BLOB_BYTES);
        if (authorities == null) {
            return channel.usePlaintext().build();
        }
        SslContextBuilder tls = GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                .trustManager(authorities.toFile());
        if (certificate != null && key != null) {
            tls.keyManager(certificate.toFile(), key.toFile());
        } else if (certificate != null || key != null) {
            throw new IllegalArgumentException("--cert and --key belong together");
        }
        if (serverName != null) {
            channel.overrideAuthority(serverName);
        }
        return channel.sslContext(tls.build()).build();
    }
}
