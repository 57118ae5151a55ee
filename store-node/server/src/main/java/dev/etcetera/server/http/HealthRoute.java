package dev.etcetera.server.http;

import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.metrics.ServerMetrics;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code /health[?exclude=ALARM][&serializable=true]}: the old health check, JSON with a reason. */
final class HealthRoute implements HttpRoute {
    private final HealthChecks checks;
    private final ServerMetrics.Health metrics;
    private final ZapLog log;

    HealthRoute(HealthChecks checks, ServerMetrics.Health metrics, ZapLog log) {
        this.checks = checks;
        this.metrics = metrics;
        this.log = log;
    }

    @Override
    public boolean matches(String path) {
        return path.equals("/health");
    }

    @Override
    public void answer(HttpQuery query, Consumer<HttpAnswer> done) {
        if (!query.method().equals("GET")) {
            done.accept(HttpAnswer.methodNotAllowed("GET"));
            return;
        }
        boolean serializable = query.values("serializable").stream()
                .findFirst()
                .filter("true"::equals)
                .isPresent();
        Optional<String> alarm = checks.alarms().stream()
                .filter(name -> !query.values("exclude").contains(name))
                .findFirst();
        if (alarm.isPresent()) {
            done.accept(result(Optional.of("ALARM " + alarm.get())));
        } else if (!serializable && !checks.hasLeader()) {
            done.accept(result(Optional.of("RAFT NO LEADER")));
        } else if (serializable) {
            checks.serializableRead(error -> done.accept(result(error.map(text -> "RANGE ERROR:" + text))));
        } else {
            checks.linearizableRead(error -> done.accept(result(error.map(text -> "RANGE ERROR:" + text))));
        }
    }

    private HttpAnswer result(Optional<String> failure) {
        if (failure.isEmpty()) {
            metrics.success().inc();
            return HttpAnswer.text("{\"health\":\"true\",\"reason\":\"\"}");
        }
        metrics.failures().inc();
        String reason = failure.get().replace("\\", "\\\\").replace("\"", "\\\"");
        String body = "{\"health\":\"false\",\"reason\":\"" + reason + "\"}";
        log.warn("/health error", "output", body, "status-code", 503);
        return HttpAnswer.error(503, body);
    }
}
