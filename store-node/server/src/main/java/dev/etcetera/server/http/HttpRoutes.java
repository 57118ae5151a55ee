package dev.etcetera.server.http;

import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.metrics.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The routes of the two kinds of listeners. */
public final class HttpRoutes {
    private HttpRoutes() {}

    /** {@code /metrics}, {@code /health}, {@code /livez}, {@code /readyz}: all there is on {@code --listen-metrics-urls}. */
    public static List<HttpRoute> observability(HealthChecks checks, Metrics metrics, ZapLog log) {
        return List.of(
                HttpRoute.get("/metrics", () -> HttpAnswer.of(metrics.contentType(), metrics.text())),
                new HealthRoute(checks, metrics.server().health(), log),
                ProbeRoute.livez(checks, metrics.server().health(), log),
                ProbeRoute.readyz(checks, metrics.server().health(), log));
    }

    /** What the client port serves besides: the JSON texts of {@code /version} and {@code /debug/vars}. */
    public static List<HttpRoute> client(
            List<HttpRoute> observability, Supplier<String> versionJson, Supplier<String> debugVarsJson) {
        List<HttpRoute> routes = new ArrayList<>(observability);
        routes.add(HttpRoute.get("/version", () -> HttpAnswer.of("application/json", versionJson.get())));
        routes.add(HttpRoute.get(
                "/debug/vars", () -> HttpAnswer.of("application/json; charset=utf-8", debugVarsJson.get())));
        return List.copyOf(routes);
    }
}
