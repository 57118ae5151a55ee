package dev.etcetera.operator.app;

import dev.etcetera.operator.member.MemberCalls;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes down every request to Kubernetes, and every one by which members change something, and may end the process, as
 * kill -9 would, right before or after the one that a test names. Only for tests: without its settings it does not exist.
 * Any thread.
 */
final class EffectTrace implements Interceptor, MemberCalls {
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
    private static final String MEMBER = "MEMBER ";

    private final Path file;
    private final Optional<Point> end;
    private final Runnable death;
    private int met;

    EffectTrace(Path file, Optional<Point> end, Runnable death) {
        this.file = file;
        this.end = end;
        this.death = death;
    }

    /**
     * A moment: right before or after the so-manieth effect in whose description a text occurs, or does not.
     *
     * @param part of the description; after an exclamation mark, what is not a part of it; empty for any effect
     */
    record Point(String side, int count, String part) {
        /** From {@code "after 3"} or {@code "before 1 POST /api/v1/namespaces"}. */
        static Point parse(String text) {
            String[] words = text.split(" ", 3);
            if (words.length < 2 || !Set.of("before", "after").contains(words[0])) {
                throw new IllegalArgumentException("not \"before|after NUMBER [TEXT]\": " + text);
            }
            return new Point(words[0], Integer.parseInt(words[1]), words.length == 2 ? "" : words[2]);
        }

        boolean matches(String itsSide, String effect) {
            boolean fits = part.startsWith("!") ? !effect.contains(part.substring(1)) : effect.contains(part);
            return side.equals(itsSide) && fits;
        }
    }

    // The two settings; OperatorParts and KubernetesAccess ask for it.
    static Optional<EffectTrace> of(Optional<String> file, Optional<String> endAt) {
        return file.map(name -> new EffectTrace(
                Path.of(name),
                endAt.map(Point::parse),
                () -> Runtime.getRuntime().halt(137)));
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        note("before", request.method(), request.uri(), "");
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        note("after", request.method(), request.uri(), " " + response.code());
    }

    @Override
    public void before(String method) {
        effect("before", MEMBER + method, "");
    }

    @Override
    public void after(String method) {
        effect("after", MEMBER + method, "");
    }

    private void note(String side, String method, URI uri, String result) {
        String path = uri.getPath();
        if (path.contains("/leases/")) {
            write("lease " + side + " " + method + " " + path + result);
        } else if (READS.contains(method) || path.contains("/authorization.k8s.io/")) {
            // What one may do is asked by POST.
            String query = uri.getQuery() == null ? "" : uri.getQuery();
            write("read " + side + " " + (query.contains("watch=true") ? "WATCH" : method) + " " + path + result);
        } else if (path.contains("/events")) {
            // That one is lost harms nobody, and no later step depends on it: not a point to die at.
            write("event " + side + " " + method + " " + path + result);
        } else {
            effect(side, method + " " + path, result);
        }
    }

    private synchronized void effect(String side, String what, String result) {
        write("effect " + side + " " + what + result);
        if (end.isPresent()
                && end.get().matches(side, what)
                && ++met == end.get().count()) {
            write("end " + side + " " + what);
            death.run();
        }
    }

    private synchronized void write(String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
