package dev.etcetera.backup.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * A bucket that takes everything and notes down how it was asked. Keys that end in "new" are not there, in "locked" and "held"
 * are kept. May be used from any thread.
 */
final class PlayedBucket implements SdkHttpClient {
    private static final String ALGORITHM = "x-amz-checksum-algorithm";

    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile String lockedUntil = "2026-12-01T00:00:00Z";
    private volatile boolean locks = true;
    private volatile boolean md5Wanted;
    private volatile boolean signatureWanted;
    private volatile Crc32c crc32c = Crc32c.PASSED_OVER;

    /** What it makes of that sum. */
    enum Crc32c {
        PASSED_OVER,
        REFUSED,
        COMPARED
    }

    /**
     * A request.
     *
     * @param headers by names in any case
     * @param body of what is posted
     */
    record Asked(String method, String query, Map<String, String> headers, String body) {}

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    void lockedUntil(String time) {
        lockedUntil = time;
    }

    void withoutLocks() {
        locks = false;
    }

    /** As an old server does whose bucket locks what is written. */
    void wantMd5() {
        md5Wanted = true;
    }

    /** As where a policy is against contents that are not signed. */
    void wantSignature() {
        signatureWanted = true;
    }

    void makeOfCrc32c(Crc32c what) {
        crc32c = what;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() {
                return answer(request);
            }

            @Override
            public void abort() {
                // It is answered at once.
            }
        };
    }

    private HttpExecuteResponse answer(HttpExecuteRequest whole) {
        SdkHttpRequest request = whole.httpRequest();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.forEachHeader((name, values) -> headers.put(name, values.getFirst()));
        String query = request.encodedQueryParameters().orElse("");
        asked.add(new Asked(request.method().name(), query, headers, posted(whole)));
        return refusal(query, headers).orElseGet(() -> granted(request, query, headers));
    }

    private HttpExecuteResponse granted(SdkHttpRequest request, String query, Map<String, String> headers) {
        boolean head = request.method() == SdkHttpMethod.HEAD;
        boolean missing =
                (head && request.encodedPath().endsWith("new")) || (query.startsWith("object-lock") && !locks);
        SdkHttpFullResponse.Builder answer =
                SdkHttpFullResponse.builder().statusCode(missing ? 404 : 200).putHeader("ETag", "\"tag\"");
        if (head) {
            lock(request.encodedPath()).forEach(answer::putHeader);
        } else if (query.startsWith("uploads") && crc32c == Crc32c.COMPARED) {
            Optional.ofNullable(headers.get(ALGORITHM)).ifPresent(sum -> answer.putHeader(ALGORITHM, sum));
        }
        return answer(answer, head ? "" : xml(query));
    }

    private Map<String, String> lock(String path) {
        if (path.endsWith("locked")) {
            return Map.of("x-amz-object-lock-mode", "GOVERNANCE", "x-amz-object-lock-retain-until-date", lockedUntil);
        }
        return path.endsWith("held") ? Map.of("x-amz-object-lock-legal-hold", "ON") : Map.of();
    }

    private Optional<HttpExecuteResponse> refusal(String query, Map<String, String> headers) {
        boolean part = query.contains("partNumber");
        if (part && md5Wanted && !headers.containsKey("Content-MD5")) {
            return Optional.of(refusal(
                    400, "Content-MD5 HTTP header is required for Put Part requests with Object Lock parameters"));
        }
        if (part && signatureWanted && Objects.equals(headers.get("x-amz-content-sha256"), "UNSIGNED-PAYLOAD")) {
            return Optional.of(refusal(403, "Access Denied"));
        }
        if (crc32c == Crc32c.REFUSED && headers.containsKey(ALGORITHM)) {
            return Optional.of(refusal(501, "A header you provided implies functionality that is not implemented"));
        }
        return Optional.empty();
    }

    private static HttpExecuteResponse refusal(int status, String message) {
        return answer(
                SdkHttpFullResponse.builder().statusCode(status),
                "<Error><Code>Refused</Code><Message>" + message + "</Message></Error>");
    }

    private static String posted(HttpExecuteRequest request) {
        if (request.httpRequest().method() != SdkHttpMethod.POST) {
            return "";
        }
        return request.contentStreamProvider()
                .map(content -> {
                    try (InputStream in = content.newStream()) {
                        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .orElse("");
    }

    private static HttpExecuteResponse answer(SdkHttpFullResponse.Builder answer, String body) {
        return HttpExecuteResponse.builder()
                .response(answer.build())
                .responseBody(
                        AbortableInputStream.create(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))))
                .build();
    }

    private static String xml(String query) {
        if (query.startsWith("object-lock")) {
            return "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>";
        }
        return query.startsWith("uploads")
                ? "<InitiateMultipartUploadResult><UploadId>7</UploadId></InitiateMultipartUploadResult>"
                : "<Result/>";
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
