package dev.etcetera.server.http;

import dev.etcetera.server.config.ServerConfig;
import dev.etcetera.server.log.LogLevel;
import dev.etcetera.server.log.LogOptions;
import dev.etcetera.server.log.LogSink;
import dev.etcetera.server.metrics.Metrics;
import dev.etcetera.server.tls.MemberTls;
import dev.etcetera.server.tls.TestAuthority;
import dev.etcetera.server.tls.TestTls;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Client listeners with TLS, their log, and openssl and curl to look at them. */
final class SecureListener {
    private static final Pattern SERIAL = Pattern.compile("serial=([0-9A-F]+)");
    private static final Duration SOON = Duration.ofSeconds(10);

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final EventLoops loops = EventLoops.start(2);
    private final MemberTls tls;
    private final ClientListener listener;

    SecureListener(String... flags) throws IOException {
        List<String> all = new ArrayList<>(List.of(flags));
        all.add("--advertise-client-urls=https://127.0.0.1:2379");
        ServerConfig config = TestTls.config(all);
        LogSink sink = LogSink.to(
                log, new LogOptions(LogLevel.INFO, LogOptions.Format.JSON, List.of()), InstantSource.system());
        tls = MemberTls.open(config, sink, InstantSource.system());
        FakeChecks checks = new FakeChecks();
        List<HttpRoute> routes = HttpRoutes.observability(checks, Metrics.create(true), sink.named("etcdhttp/health"));
        listener = ClientListener.start(
                config,
                new ClientListener.Surface(
                        List.of(new HealthStatusManager().getHealthService().bindService()),
                        List.of(),
                        HttpRoutes.client(routes, () -> "{\"etcdserver\":\"3.7.3\"}", () -> "{}"),
                        routes),
                tls,
                loops,
                sink.named("embed/serve"));
    }

    int port() {
        return listener.ports().getFirst();
    }

    void refresh() {
        TestTls.refresh(tls);
    }

    String log() {
        return log.toString(StandardCharsets.UTF_8);
    }

    void awaitLog(String part) {
        long end = System.nanoTime() + SOON.toNanos();
        while (!log().contains(part)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no " + part + " in " + log());
            }
            Thread.onSpinWait();
        }
    }

    /** The answer's body; empty when there is none. */
    String curl(String path, TestAuthority.Issued client, TestAuthority trusted)
            throws IOException, InterruptedException {
        return output(
                "curl",
                "-s",
                "--cacert",
                trusted.certificate().toString(),
                "--cert",
                client.certificate().toString(),
                "--key",
                client.key().toString(),
                "https://127.0.0.1:" + port() + path);
    }

    /** Of the certificate that a new connection is shown. */
    long serial(TestAuthority.Issued client, TestAuthority trusted) throws IOException, InterruptedException {
        String shown = output(
                "sh",
                "-c",
                "openssl s_client -connect 127.0.0.1:%d -CAfile %s -cert %s -key %s </dev/null 2>/dev/null | openssl x509 -noout -serial"
                        .formatted(port(), trusted.certificate(), client.certificate(), client.key()));
        Matcher matcher = SERIAL.matcher(shown);
        return matcher.find() ? Long.parseLong(matcher.group(1), 16) : -1;
    }

    /** What openssl says of the handshake of a client that keeps its session from an earlier one. */
    String secondHandshake(String options, TestAuthority.Issued client, TestAuthority trusted)
            throws IOException, InterruptedException {
        String connect = "openssl s_client %s -connect 127.0.0.1:%d -CAfile %s -cert %s -key %s"
                .formatted(options, port(), trusted.certificate(), client.certificate(), client.key());
        Path session = client.key().resolveSibling("session");
        String request = "printf 'GET /version HTTP/1.0\\r\\n\\r\\n'";
        return output(
                "sh",
                "-c",
                "(%s; sleep 0.5) | %s -sess_out %s >&2; (%s; sleep 0.5) | %s $([ -s %s ] && echo -sess_in %s) | grep -aE '^(New|Reused), TLS'"
                        .formatted(request, connect, session, request, connect, session, session));
    }

    private static String output(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }

    /** A key in the only form that gRPC reads. */
    File pkcs8(Path key) throws IOException, InterruptedException {
        Path converted = key.resolveSibling(key.getFileName() + ".p8");
        Files.writeString(converted, output("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", key.toString()));
        return converted.toFile();
    }

    void close() throws InterruptedException {
        listener.stop(Duration.ofSeconds(1));
        loops.close();
        tls.close();
    }
}
