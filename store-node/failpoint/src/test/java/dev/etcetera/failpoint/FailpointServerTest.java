package dev.etcetera.failpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailpointServerTest {
    private final AtomicInteger ends = new AtomicInteger();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ArmedFailpoints points = new ArmedFailpoints(
            new SplittableRandom(1), new PrintStream(printed, true, StandardCharsets.UTF_8), ends::incrementAndGet);
    private final HttpClient client = HttpClient.newHttpClient();
    private SmallHttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = FailpointServer.start("127.0.0.1:0", points);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        client.close();
    }

    @Test
    void everyPointIsListedWithWhatIsArmed() throws Exception {
        put("raftBeforeSave", "panic");
        String list = get("").body();
        assertThat(list.lines()).hasSize(Failpoint.values().length).isSorted();
        assertThat(list.lines()).contains("raftBeforeSave=panic", "raftAfterSave=");
    }

    @Test
    void anArmedPanicEndsTheProcessWhereItIsPassed() throws Exception {
        assertThat(put("beforeCommit", "panic").statusCode()).isEqualTo(204);
        points.hit(Failpoint.AFTER_COMMIT);
        assertThat(ends).hasValue(0);
        points.hit(Failpoint.BEFORE_COMMIT);
        assertThat(ends).hasValue(1);
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo("panic: failpoint panic: beforeCommit\n");
    }

    @Test
    void anArmedSleepHoldsUpWhoPasses() throws Exception {
        put("raftAfterSave", "1*sleep(\"20ms\")");
        long begin = System.nanoTime();
        points.hit(Failpoint.RAFT_AFTER_SAVE);
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(20_000_000);
        assertThat(get("raftAfterSave/count").body()).isEqualTo("1");
    }

    @Test
    void aDisarmedPointDoesNothing() throws Exception {
        put("beforeCommit", "panic");
        assertThat(get("beforeCommit").body()).isEqualTo("panic\n");
        assertThat(delete("beforeCommit").statusCode()).isEqualTo(204);
        points.hit(Failpoint.BEFORE_COMMIT);
        assertThat(ends).hasValue(0);
        assertThat(get("beforeCommit").statusCode()).isEqualTo(404);
        assertThat(delete("beforeCommit").statusCode()).isEqualTo(400);
    }

    @Test
    void severalPointsAreArmedAtOnce() throws Exception {
        assertThat(put("failpoints", "beforeCommit=off;afterCommit=panic").statusCode())
                .isEqualTo(204);
        assertThat(get("").body()).contains("beforeCommit=off", "afterCommit=panic");
    }

    @Test
    void anUnknownPointIsNotFound() throws Exception {
        assertThat(get("nowhere").statusCode()).isEqualTo(404);
        assertThat(put("nowhere", "panic").body())
                .isEqualTo("fail to set failpoint: failpoint: failpoint does not exist\n");
    }

    @Test
    void badTermsAndBadMethodsAreRefused() throws Exception {
        assertThat(put("beforeCommit", "explode").statusCode()).isEqualTo(400);
        assertThat(send("POST", "beforeCommit", "panic").statusCode()).isEqualTo(405);
    }

    @Test
    void theEnvironmentArmsPointsFromTheStart() throws IOException {
        ProcessFailpoints.arm(points, "beforeCommit=1*off->panic;afterCommit=off");
        points.hit(Failpoint.BEFORE_COMMIT);
        assertThat(ends).hasValue(0);
        points.hit(Failpoint.BEFORE_COMMIT);
        assertThat(ends).hasValue(1);
    }

    @Test
    void withoutEnvironmentThereIsNothingToPass() throws IOException {
        assertThat(ProcessFailpoints.of(Map.of("PATH", "/bin"))).isSameAs(Failpoints.NONE);
    }

    @Test
    void aMistakeInTheEnvironmentIsNamed() {
        assertThatThrownBy(() -> ProcessFailpoints.of(Map.of("GOFAIL_FAILPOINTS", "nowhere=panic")))
                .hasMessage("GOFAIL_FAILPOINTS: \"nowhere\": failpoint: failpoint does not exist");
        assertThatThrownBy(() -> ProcessFailpoints.of(Map.of("GOFAIL_FAILPOINTS", "beforeCommit")))
                .hasMessage("GOFAIL_FAILPOINTS: bad failpoint \"beforeCommit\"");
        assertThatThrownBy(() -> ProcessFailpoints.of(Map.of("GOFAIL_HTTP", "here")))
                .hasMessage("GOFAIL_HTTP: \"here\" is no host:port");
    }

    private HttpResponse<String> put(String name, String terms) throws Exception {
        return send("PUT", name, terms);
    }

    private HttpResponse<String> get(String name) throws Exception {
        return send("GET", name, "");
    }

    private HttpResponse<String> delete(String name) throws Exception {
        return send("DELETE", name, "");
    }

    private HttpResponse<String> send(String method, String name, String body) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + "/" + name);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
