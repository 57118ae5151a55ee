package dev.etcetera.backup.store;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * A bucket that takes everything and notes down how it was asked. Keys that end in "new" are not there, in "locked" and "held"
 * are kept. May be used from any thread.
 */
final class PlayedBucket implements SdkHttpClient {
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile String lockedUntil = "2026-12-01T00:00:00Z";
    private volatile boolean locks = true;
    private volatile boolean md5Wanted;

    /**
     * A request.
     *
     * @param headers by names in any case
     */
    record Asked(String method, String query, Map<String, String> headers) {}

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

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() {
                return answer(request.httpRequest());
            }

            @Override
            public void abort() {
                // It is answered at once.
            }
        };
    }

    private HttpExecuteResponse answer(SdkHttpRequest request) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.forEachHeader((name, values) -> headers.put(name, values.getFirst()));
        String query = request.encodedQueryParameters().orElse("");
        asked.add(new Asked(request.method().name(), query, headers));
        if (lacksMd5(query, headers)) {
            return answer(
                    SdkHttpFullResponse.builder().statusCode(400),
                    "<Error><Code>InvalidRequest</Code><Message>Content-MD5 HTTP header is required for Put Part requests"
                            + " with Object Lock parameters</Message></Error>");
        }
        boolean head = request.method().name().equals("HEAD");
        String path = request.encodedPath();
        boolean missing = (head && path.endsWith("new")) || (query.startsWith("object-lock") && !locks);
        SdkHttpFullResponse.Builder answer =
                SdkHttpFullResponse.builder().statusCode(missing ? 404 : 200).putHeader("ETag", "\"tag\"");
        if (head && path.endsWith("locked")) {
            answer.putHeader("x-amz-object-lock-mode", "GOVERNANCE");
            answer.putHeader("x-amz-object-lock-retain-until-date", lockedUntil);
        } else if (head && path.endsWith("held")) {
            answer.putHeader("x-amz-object-lock-legal-hold", "ON");
        }
        return answer(answer, head ? "" : xml(query));
    }

    private boolean lacksMd5(String query, Map<String, String> headers) {
        return md5Wanted && query.contains("partNumber") && !headers.containsKey("Content-MD5");
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
