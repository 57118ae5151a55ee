package dev.etcetera.failpoint;

import dev.etcetera.failpoint.SmallHttpServer.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Arms and disarms the points over HTTP, as gofail does.
 *
 * <pre>
 * GET /            name=terms of every point    GET /name  GET /name/count
 * PUT /name        the body is the terms        PUT /failpoints  name=terms;name=terms
 * DELETE /name     disarms
 * </pre>
 */
final class FailpointServer {
    private static final String UNKNOWN = "failpoint: failpoint does not exist";
    private static final String DISABLED = "failpoint: failpoint is disabled";
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int INTERNAL = 500;

    private final ArmedFailpoints points;

    private FailpointServer(ArmedFailpoints points) {
        this.points = points;
    }

    /** Listens at {@code host:port} until the process ends. */
    static SmallHttpServer start(String address, ArmedFailpoints points) throws IOException {
        int colon = address.lastIndexOf(':');
        if (colon < 0 || !address.substring(colon + 1).matches("\\d{1,5}")) {
            throw new IOException("GOFAIL_HTTP: \"" + address + "\" is no host:port");
        }
        String host = address.substring(0, colon);
        int port = Integer.parseInt(address.substring(colon + 1));
        try {
            FailpointServer server = new FailpointServer(points);
            return SmallHttpServer.start(host, port, server::handle);
        } catch (IOException | IllegalArgumentException refused) {
            throw new IOException("GOFAIL_HTTP: cannot listen on " + address + ": " + refused.getMessage(), refused);
        }
    }

    /** Arms {@code name=terms}; says what is wrong with it, or nothing. */
    static String problem(ArmedFailpoints points, String pair) {
        String[] parts = pair.split("=", -1);
        if (parts.length != 2) {
            return "bad failpoint \"" + pair + "\"";
        }
        return switch (points.arm(parts[0], parts[1])) {
            case ArmedFailpoints.Outcome.Done _ -> "";
            case ArmedFailpoints.Outcome.Unknown _ -> "\"" + parts[0] + "\": " + UNKNOWN;
            case ArmedFailpoints.Outcome.Disabled _ -> "\"" + parts[0] + "\": " + DISABLED;
            case ArmedFailpoints.Outcome.BadTerms(String reason) -> "\"" + pair + "\": " + reason;
        };
    }

    private void handle(SmallHttpServer.Request request, SmallHttpServer.Reply reply) throws IOException {
        try {
            points.undisturbed(() -> {
                try {
                    reply.send(answer(request.method(), request.path().substring(1), request.body()));
                } catch (IOException lost) {
                    throw new UncheckedIOException(lost);
                }
            });
        } catch (UncheckedIOException lost) {
            throw lost.getCause();
        }
    }

    private Answer answer(String method, String name, String body) {
        return switch (method) {
            case "PUT" -> name.equalsIgnoreCase("failpoints") ? putAll(body) : put(name, body);
            case "GET" -> get(name);
            case "DELETE" -> delete(name);
            default -> new Answer(NOT_ALLOWED, "Method not allowed\n");
        };
    }

    private Answer put(String name, String terms) {
        return switch (points.arm(name, terms)) {
            case ArmedFailpoints.Outcome.Done _ -> new Answer(NO_CONTENT, "");
            case ArmedFailpoints.Outcome.Unknown _ ->
                new Answer(BAD_REQUEST, "fail to set failpoint: " + UNKNOWN + "\n");
            case ArmedFailpoints.Outcome.Disabled _ ->
                new Answer(BAD_REQUEST, "fail to set failpoint: " + DISABLED + "\n");
            case ArmedFailpoints.Outcome.BadTerms(String reason) ->
                new Answer(BAD_REQUEST, "fail to set failpoint: " + reason + "\n");
        };
    }

    private Answer putAll(String pairs) {
        for (String pair : pairs.split(";", -1)) {
            String problem = pair.isEmpty() ? "" : problem(points, pair);
            if (!problem.isEmpty()) {
                return new Answer(BAD_REQUEST, "fail to set failpoint: " + problem + "\n");
            }
        }
        return new Answer(NO_CONTENT, "");
    }

    private Answer get(String name) {
        if (name.isEmpty()) {
            return new Answer(OK, String.join("\n", points.list()) + "\n");
        }
        if (name.endsWith("/count")) {
            return got(points.count(name.substring(0, name.length() - "/count".length())), "", INTERNAL);
        }
        return got(points.status(name), "\n", NOT_FOUND);
    }

    private static Answer got(ArmedFailpoints.Outcome outcome, String lineEnd, int whenDisabled) {
        return switch (outcome) {
            case ArmedFailpoints.Outcome.Done(String text) -> new Answer(OK, text + lineEnd);
            case ArmedFailpoints.Outcome.Unknown _ -> new Answer(NOT_FOUND, "failed to GET: " + UNKNOWN + "\n");
            case ArmedFailpoints.Outcome.Disabled _ -> new Answer(whenDisabled, "failed to GET: " + DISABLED + "\n");
            case ArmedFailpoints.Outcome.BadTerms(String reason) -> new Answer(INTERNAL, reason + "\n");
        };
    }

    private Answer delete(String name) {
        return switch (points.disarm(name)) {
            case ArmedFailpoints.Outcome.Done _ -> new Answer(NO_CONTENT, "");
            case ArmedFailpoints.Outcome.Unknown _ ->
                new Answer(BAD_REQUEST, "failed to delete failpoint " + UNKNOWN + "\n");
            case ArmedFailpoints.Outcome.Disabled _ ->
                new Answer(BAD_REQUEST, "failed to delete failpoint " + DISABLED + "\n");
            case ArmedFailpoints.Outcome.BadTerms(String reason) -> new Answer(INTERNAL, reason + "\n");
        };
    }
}
