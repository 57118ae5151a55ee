package dev.etcetera.server.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;

/** What web pages may do: allowed origins ({@code --cors}) and host names ({@code --host-whitelist}, against DNS rebinding). */
record BrowserRules(List<String> origins, List<String> hosts) {
    BrowserRules {
        origins = List.copyOf(origins);
        hosts = List.copyOf(hosts);
    }

    boolean hostAllowed(HttpHeaders request) {
        if (hosts.isEmpty() || hosts.contains("*")) {
            return true;
        }
        String host = request.get(HttpHeaderNames.HOST, "");
        int port = host.lastIndexOf(':');
        String name = port > host.lastIndexOf(']') ? host.substring(0, port) : host;
        return hosts.contains(name);
    }

    void addTo(HttpHeaders request, HttpHeaders answer) {
        String origin = request.get(HttpHeaderNames.ORIGIN, "");
        if (origins.contains("*")) {
            allow(answer, "*");
        } else if (!origin.isEmpty() && origins.contains(origin)) {
            allow(answer, origin);
        }
    }

    private static void allow(HttpHeaders answer, String origin) {
        answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "POST, GET, OPTIONS, PUT, DELETE");
        answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "accept, content-type, authorization");
    }
}
