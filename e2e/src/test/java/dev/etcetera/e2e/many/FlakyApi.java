package dev.etcetera.e2e.many;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.BackgroundCommand;
import dev.etcetera.e2e.framework.Json;
import dev.etcetera.e2e.framework.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An API server that is late, and that fails when it is told to: a proxy before the real one, which counts what is asked. */
final class FlakyApi implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final BackgroundCommand proxy;
    private final int port = freePort();
    private final int control = freePort();

    FlakyApi(String server, String authority) {
        Path file = Project.newDirectory("flaky").resolve("ca.crt");
        try {
            Files.write(file, Base64.getDecoder().decode(authority));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        proxy = BackgroundCommand.start(List.of(
                Project.tool("flaky", "flaky").toString(),
                "-server=" + server,
                "-ca=" + file,
                "-listen=127.0.0.1:" + port,
                "-control=127.0.0.1:" + control));
        Await.until("the proxy", Duration.ofSeconds(10), this::answers);
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** From now on every answer is so late, and so many of all requests fail. */
    void trouble(Duration latency, double share, boolean cutWatches) {
        send(HttpRequest.newBuilder(
                        uri("/trouble?latency=%dms&share=%s&cut=%s".formatted(latency.toMillis(), share, cutWatches)))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    /** How often what was asked for since the start. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        Json.parse(send(HttpRequest.newBuilder(uri("/counts")).build()))
                .properties()
                .forEach(e -> counts.put(e.getKey(), e.getValue().asInt()));
        return counts;
    }

    /** What was asked for since. */
    Map<String, Integer> since(Map<String, Integer> before) {
        Map<String, Integer> counts = new TreeMap<>();
        counts().forEach((what, count) -> {
            int more = count - before.getOrDefault(what, 0);
            if (more > 0) {
                counts.put(what, more);
            }
        });
        return counts;
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + control + path);
    }

    private boolean answers() {
        try {
            counts();
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private String send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
        proxy.close();
    }
}
