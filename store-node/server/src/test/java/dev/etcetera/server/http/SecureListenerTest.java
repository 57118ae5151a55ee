package dev.etcetera.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.server.tls.TestAuthority;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecureListenerTest {
    private static final String FIELDS = "server-name";

    @TempDir
    private Path directory;

    private TestAuthority authority;
    private TestAuthority.Issued server;
    private SecureListener listener;

    @BeforeEach
    void start() throws IOException {
        authority = new TestAuthority(directory, "ca");
        server = authority.issue("server", "127.0.0.1");
        listener = new SecureListener(
                "--listen-client-urls=https://127.0.0.1:0",
                "--cert-file=" + server.certificate(),
                "--key-file=" + server.key(),
                "--trusted-ca-file=" + authority.certificate(),
                "--client-cert-auth");
    }

    @AfterEach
    void stop() throws InterruptedException {
        listener.close();
    }

    private HealthCheckResponse.ServingStatus check(TestAuthority.@Nullable Issued client)
            throws IOException, InterruptedException {
        TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder()
                .trustManager(authority.certificate().toFile());
        if (client != null) {
            credentials.keyManager(client.certificate().toFile(), listener.pkcs8(client.key()));
        }
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", listener.port(), credentials.build())
                .build();
        try {
            return HealthGrpc.newBlockingStub(channel)
                    .check(HealthCheckRequest.getDefaultInstance())
                    .getStatus();
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void grpcAndHttpShareTheSecurePort() throws Exception {
        TestAuthority.Issued client = authority.issue("client");
        assertThat(check(client)).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        assertThat(listener.curl("/version", client, authority)).isEqualTo("{\"etcdserver\":\"3.7.3\"}");
        assertThat(listener.log()).doesNotContain("rejected");
    }

    @Test
    void clientsWithoutAProperCertificateAreTurnedAwayAndNamed() throws Exception {
        assertThatThrownBy(() -> check(null))
                .extracting(refused -> Status.fromThrowable(refused).getCode())
                .isEqualTo(Status.Code.UNAVAILABLE);
        listener.awaitLog("\"error\":\"tls: client didn't provide a certificate\"");
        TestAuthority stranger = new TestAuthority(directory, "stranger");
        assertThat(listener.curl("/version", stranger.issue("client"), authority))
                .isEmpty();
        listener.awaitLog(
                "\"error\":\"tls: failed to verify certificate: x509: certificate signed by unknown authority\"");
        TestAuthority.Issued expired = authority.issue("client", Instant.parse("2026-01-01T00:00:00Z"), List.of());
        assertThat(listener.curl("/version", expired, authority)).isEmpty();
        listener.awaitLog("x509: certificate has expired or is not yet valid: current time 20");
        assertThat(listener.log())
                .contains("\"msg\":\"rejected connection on client endpoint\",\"remote-addr\":\"127.0.0.1:", FIELDS);
    }

    @Test
    void plainHttpIsNoTls() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
            socket.getOutputStream().write("GET /version HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        listener.awaitLog("\"error\":\"tls: first record does not look like a TLS handshake\"");
    }

    @Test
    void newCertificateIsShownWithoutARestartAndABrokenOneIsNot() throws Exception {
        TestAuthority.Issued client = authority.issue("client");
        assertThat(listener.serial(client, authority)).isEqualTo(server.serial());
        TestAuthority.Issued next = authority.issue("server", "127.0.0.1");
        Files.copy(next.certificate(), server.certificate(), StandardCopyOption.REPLACE_EXISTING);
        listener.refresh();
        listener.awaitLog("\"error\":\"tls: private key does not match public key\"");
        listener.refresh();
        assertThat(listener.serial(client, authority)).isEqualTo(server.serial());
        Files.copy(next.key(), server.key(), StandardCopyOption.REPLACE_EXISTING);
        listener.refresh();
        assertThat(listener.serial(client, authority)).isEqualTo(next.serial());
        assertThat(listener.log().split("failed to reload TLS files", -1)).hasSize(2);
    }

    /** Who resumed a session would not be verified again. */
    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_2 -no_ticket", "-tls1_3"})
    void sessionsAreNotResumed(String options) throws Exception {
        assertThat(listener.secondHandshake(options, authority.issue("client"), authority))
                .startsWith("New, TLSv1.");
    }
}
