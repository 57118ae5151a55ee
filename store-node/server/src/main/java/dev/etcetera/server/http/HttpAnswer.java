package dev.etcetera.server.http;

import java.util.Map;

/** An answer as routes give it. */
public record HttpAnswer(int status, String contentType, String body, Map<String, String> headers) {
    private static final String TEXT = "text/plain; charset=utf-8";

    public HttpAnswer {
        headers = Map.copyOf(headers);
    }

    /** Success with text. */
    public static HttpAnswer text(String body) {
        return new HttpAnswer(200, TEXT, body, Map.of());
    }

    /** Success with a body of any kind. */
    public static HttpAnswer of(String contentType, String body) {
        return new HttpAnswer(200, contentType, body, Map.of());
    }

    /** A refusal as Go's {@code http.Error} writes it. */
    public static HttpAnswer error(int status, String message) {
        return new HttpAnswer(status, TEXT, message + "\n", Map.of("X-Content-Type-Options", "nosniff"));
    }

    static HttpAnswer methodNotAllowed(String allowed) {
        return new HttpAnswer(
                405, TEXT, "Method Not Allowed\n", Map.of("X-Content-Type-Options", "nosniff", "Allow", allowed));
    }

    static HttpAnswer notFound() {
        return error(404, "404 page not found");
    }
}
