package dev.etcetera.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.server.config.BuildInfo;
import dev.etcetera.server.config.CommandOutcome;
import dev.etcetera.server.config.EtcdCommand;
import dev.etcetera.server.config.ServerConfig;
import dev.etcetera.server.log.LogSink;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.metrics.Metrics;
import dev.etcetera.server.tls.MemberTls;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ClientListenerTest {
    private final FakeChecks checks = new FakeChecks();
    private final Metrics metrics = Metrics.create(true);
    private final EventLoops loops = EventLoops.start(2);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private ClientListener listener;
    private int port;

    @BeforeEach
    void start() throws IOException {
        CommandOutcome outcome = new EtcdCommand(Map.of(), new BuildInfo("3.7.3", "0.1.0", "abc"))
                .decide(List.of(
                        "--listen-client-urls=http://127.0.0.1:0", "--advertise-client-urls=http://127.0.0.1:2379"));
        ServerConfig config = ((CommandOutcome.Start) outcome).config();
        List<HttpRoute> observability = HttpRoutes.observability(checks, metrics, ZapLog.discard());
        List<HttpRoute> routes = HttpRoutes.client(observability, () -> "{\"etcdserver\":\"3.7.3\"}", () -> "{}");
        listener = ClientListener.start(
                config,
                new ClientListener.Surface(
                        List.of(new HealthStatusManager().getHealthService().bindService()),
                        List.of(),
                        routes,
                        observability),
                MemberTls.open(config, LogSink.discard(), InstantSource.system()),
                loops,
                ZapLog.discard());
        port = listener.ports().getFirst();
    }

    @AfterEach
    void stop() throws InterruptedException {
        listener.stop(Duration.ofSeconds(1));
        loops.close();
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = send("GET", path);
        return response.statusCode() + " " + response.body();
    }

    @Test
    void grpcAndHttpShareThePort() throws Exception {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            HealthCheckResponse response =
                    HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
            assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        } finally {
            channel.shutdownNow();
        }
        assertThat(get("/version")).isEqualTo("200 {\"etcdserver\":\"3.7.3\"}");
        assertThat(get("/metrics")).contains("etcd_server_has_leader 0");
    }

    @Test
    void streamOfAMemberThatStopsEndsSoThatClientsGoOnElsewhere() throws Exception {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            Iterator<HealthCheckResponse> stream =
                    HealthGrpc.newBlockingStub(channel).watch(HealthCheckRequest.getDefaultInstance());
            assertThat(stream.next().getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
            listener.stop(Duration.ofMillis(1));
            assertThatThrownBy(stream::hasNext)
                    .extracting(end -> Status.fromThrowable(end).getCode())
                    .isEqualTo(Status.Code.UNAVAILABLE);
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void unknownPathsAndMethodsAnswerAsEtcdDoes() throws Exception {
        assertThat(get("/nope")).isEqualTo("404 404 page not found\n");
        HttpResponse<String> post = send("POST", "/health");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("allow")).hasValue("GET");
        assertThat(post.headers().firstValue("access-control-allow-origin")).hasValue("*");
    }

    @Test
    void healthTellsAlarmsLeaderAndReads() throws Exception {
        assertThat(get("/health")).isEqualTo("200 {\"health\":\"true\",\"reason\":\"\"}");
        checks.linearizable = Optional.of("etcdserver: request timed out");
        assertThat(get("/health"))
                .isEqualTo("503 {\"health\":\"false\",\"reason\":\"RANGE ERROR:etcdserver: request timed out\"}\n");
        checks.leader = false;
        assertThat(get("/health")).isEqualTo("503 {\"health\":\"false\",\"reason\":\"RAFT NO LEADER\"}\n");
        assertThat(get("/health?serializable=true")).startsWith("200 ");
        checks.alarms = Set.of("NOSPACE");
        assertThat(get("/health?serializable=true")).endsWith("\"reason\":\"ALARM NOSPACE\"}\n");
        assertThat(get("/health?serializable=true&exclude=NOSPACE")).startsWith("200 ");
        assertThat(metrics.server().health().failures().get()).isEqualTo(3.0);
    }

    @Test
    void probesNameWhatFailed() throws Exception {
        assertThat(get("/livez")).isEqualTo("200 ok\n");
        assertThat(get("/readyz?verbose")).isEqualTo("""
                        200 [+]data_corruption ok
                        [+]serializable_read ok
                        [+]linearizable_read ok
                        [+]non_learner ok
                        ok
                        """);
        checks.learner = true;
        assertThat(get("/readyz")).startsWith("503 [+]data_corruption ok\n").contains("[-]non_learner failed: ");
        assertThat(get("/readyz?exclude=non_learner")).isEqualTo("200 ok\n");
        assertThat(get("/readyz/data_corruption?verbose")).isEqualTo("200 [+]data_corruption ok\nok\n");
        assertThat(get("/readyz/nope")).startsWith("404 ");
    }

    @Test
    void requestsSentAheadAreAnsweredInOrder() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String requests = "GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n".repeat(5)
                    + "GET /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.UTF_8));
            String all = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .lines()
                    .reduce("", (left, right) -> left + right + "\n");
            assertThat(all.split("HTTP/1.1 200 OK", -1)).hasSize(7);
            assertThat(all).endsWith("{\"etcdserver\":\"3.7.3\"}\n");
        }
    }

    @Test
    void bytesThatAreNoHttpAreRefused() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("\u0001\u0002\u0003 nonsense\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400 Bad Request");
        }
    }
}
