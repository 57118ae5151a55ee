package dev.etcetera.operator.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.etcetera.operator.resources.BackupPods;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Asks Pods of the program how far they are. May be used from any thread. */
public final class StatusLook implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int OK = 200;
    private static final int LONGEST = 64 << 10;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final ObjectMapper json = new ObjectMapper();

    /** What the Pod says, if it does. */
    <T> Optional<T> at(Pod pod, Class<T> type) throws InterruptedException {
        String ip = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
        if (ip == null || ip.isEmpty()) {
            return Optional.empty();
        }
        String host = ip.contains(":") ? "[" + ip + "]" : ip;
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + host + ":" + BackupPods.STATUS_PORT + "/status"))
                .timeout(PATIENCE)
                .build();
        try {
            HttpResponse<java.io.InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (var body = answer.body()) {
                return answer.statusCode() == OK
                        ? Optional.of(
                                json.readValue(new String(body.readNBytes(LONGEST), StandardCharsets.UTF_8), type))
                        : Optional.empty();
            }
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
