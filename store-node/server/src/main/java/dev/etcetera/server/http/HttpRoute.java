package dev.etcetera.server.http;

import java.util.function.Consumer;

/** One place of the HTTP surface. */
public interface HttpRoute {
    /** Whether the path belongs to it. */
    boolean matches(String path);

    /** Answers once, on any thread; called on an event loop, so it must not block. */
    void answer(HttpQuery query, Consumer<HttpAnswer> done);

    /** A route of one path that is read with GET and answers at once. */
    static HttpRoute get(String path, java.util.function.Supplier<HttpAnswer> source) {
        return new HttpRoute() {
            @Override
            public boolean matches(String asked) {
                return asked.equals(path);
            }

            @Override
            public void answer(HttpQuery query, Consumer<HttpAnswer> done) {
                done.accept(query.isGet() ? source.get() : HttpAnswer.methodNotAllowed("GET"));
            }
        };
    }
}
