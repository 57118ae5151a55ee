package dev.etcetera.backup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** What Amazon's client sends by these connections, as a server sees it. */
class S3LinesTest {
    private record Asked(String uri, Optional<String> authorization, ByteBuffer contents) {}

    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server = server();

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() {
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(new Asked(
                    exchange.getRequestURI().toString(),
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Proxy-Authorization")),
                    ByteBuffer.wrap(exchange.getRequestBody().readAllBytes())));
            byte[] answer = {1, 2, 3};
            exchange.getResponseHeaders().add("ETag", "tag");
            exchange.sendResponseHeaders(403, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static HttpExecuteResponse put(S3Lines lines, URI to, byte[] contents) throws IOException {
        SdkHttpFullRequest request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.PUT)
                .uri(to)
                .putHeader("Content-Length", String.valueOf(contents.length))
                .contentStreamProvider(() -> new ByteArrayInputStream(contents))
                .build();
        try (SdkHttpClient client = UrlConnectionHttpClient.create(lines)) {
            return client.prepareRequest(HttpExecuteRequest.builder()
                            .request(request)
                            .contentStreamProvider(
                                    request.contentStreamProvider().orElseThrow())
                            .build())
                    .call();
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i % 251);
        }
        return bytes;
    }

    @Test
    void contentsOfAnySizeArriveWholeAndTheAnswerComesBack() throws IOException {
        S3Lines lines = S3Lines.trusting(Optional.empty());
        for (int length : new int[] {1, 4096, 128 << 10, (128 << 10) + 1, 1_000_003}) {
            HttpExecuteResponse answer = put(lines, url().resolve("/bucket/key"), bytes(length));
            assertThat(answer.httpResponse().statusCode()).isEqualTo(403);
            assertThat(answer.httpResponse().firstMatchingHeader("ETag")).contains("tag");
            assertThat(answer.responseBody().orElseThrow().readAllBytes()).containsExactly(1, 2, 3);
            assertThat(asked.getLast().contents()).isEqualTo(ByteBuffer.wrap(bytes(length)));
        }
    }

    @Test
    void storeIsAskedThroughTheProxyUnlessItIsExcepted() throws IOException {
        S3Lines lines = new S3Lines(
                Optional.empty(),
                ProxyConfiguration.builder()
                        .endpoint(url())
                        .username("who")
                        .password("secret")
                        .nonProxyHosts(Set.of("127\\.0\\..*"))
                        .build());
        put(lines, URI.create("http://store.invalid/bucket/far"), bytes(10));
        put(lines, url().resolve("/bucket/near"), bytes(10));
        assertThat(asked)
                .extracting(Asked::uri, Asked::authorization)
                .containsExactly(
                        tuple("http://store.invalid/bucket/far", Optional.of("Basic d2hvOnNlY3JldA==")),
                        tuple("/bucket/near", Optional.empty()));
    }
}
