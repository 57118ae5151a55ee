package dev.etcetera.server.http;

import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.metrics.ServerMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code /livez} and {@code /readyz}: named checks, each also under its own path below. */
final class ProbeRoute implements HttpRoute {
    private final String type;
    private final List<Check> checks;
    private final ServerMetrics.Health metrics;
    private final ZapLog log;

    private ProbeRoute(String type, List<Check> checks, ServerMetrics.Health metrics, ZapLog log) {
        this.type = type;
        this.checks = checks;
        this.metrics = metrics;
        this.log = log;
    }

    /** A named question that ends with nothing or an error. */
    private record Check(String name, Consumer<Consumer<Optional<String>>> ask) {}

    static ProbeRoute livez(HealthChecks checks, ServerMetrics.Health metrics, ZapLog log) {
        return new ProbeRoute("livez", List.of(new Check("serializable_read", checks::serializableRead)), metrics, log);
    }

    static ProbeRoute readyz(HealthChecks checks, ServerMetrics.Health metrics, ZapLog log) {
        return new ProbeRoute(
                "readyz",
                List.of(
                        new Check("data_corruption", done -> done.accept(corruption(checks))),
                        new Check("serializable_read", checks::serializableRead),
                        new Check("linearizable_read", checks::linearizableRead),
                        new Check("non_learner", done -> done.accept(learner(checks)))),
                metrics,
                log);
    }

    private static Optional<String> corruption(HealthChecks checks) {
        return checks.alarms().contains("CORRUPT") ? Optional.of("alarm activated: CORRUPT") : Optional.empty();
    }

    private static Optional<String> learner(HealthChecks checks) {
        return checks.isLearner() ? Optional.of("not supported for learner") : Optional.empty();
    }

    @Override
    public boolean matches(String path) {
        String root = "/" + type;
        return path.equals(root) || checks.stream().anyMatch(check -> path.equals(root + "/" + check.name()));
    }

    @Override
    public void answer(HttpQuery query, Consumer<HttpAnswer> done) {
        if (!query.method().equals("GET")) {
            done.accept(HttpAnswer.methodNotAllowed("GET"));
            return;
        }
        String prefix = "/" + type + "/";
        List<Check> wanted = query.path().startsWith(prefix)
                ? checks.stream()
                        .filter(c -> query.path().equals(prefix + c.name()))
                        .toList()
                : checks.stream()
                        .filter(c -> !query.values("exclude").contains(c.name()))
                        .toList();
        new Run(query, wanted, done).next();
    }

    /** One after the other, so that the lines stand in order; each check ends by the member's own timeout. */
    private final class Run {
        private final HttpQuery query;
        private final List<Check> wanted;
        private final Consumer<HttpAnswer> done;
        private final List<String> lines = new ArrayList<>();
        private boolean failed;

        Run(HttpQuery query, List<Check> wanted, Consumer<HttpAnswer> done) {
            this.query = query;
            this.wanted = wanted;
            this.done = done;
        }

        void next() {
            if (lines.size() == wanted.size()) {
                done.accept(result());
                return;
            }
            Check check = wanted.get(lines.size());
            check.ask().accept(error -> {
                record(check.name(), error);
                next();
            });
        }

        private void record(String name, Optional<String> error) {
            failed |= error.isPresent();
            lines.add(
                    error.map(text -> "[-]" + name + " failed: " + text + "\n").orElse("[+]" + name + " ok\n"));
            metrics.check().labelValues(type, name).set(error.isPresent() ? 0 : 1);
            metrics.checks()
                    .labelValues(type, name, error.isPresent() ? "error" : "success")
                    .inc();
        }

        private HttpAnswer result() {
            String reason = String.join("", lines);
            if (failed) {
                log.warn("Health check error", "path", query.path(), "reason", reason, "status-code", 503);
                return HttpAnswer.error(503, reason);
            }
            return new HttpAnswer(
                    200,
                    "text/plain; charset=utf-8",
                    query.has("verbose") ? reason + "ok\n" : "ok\n",
                    Map.of("X-Content-Type-Options", "nosniff"));
        }
    }
}
