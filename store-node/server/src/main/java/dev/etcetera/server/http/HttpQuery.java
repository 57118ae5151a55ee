package dev.etcetera.server.http;

import java.util.List;
import java.util.Map;

/** A request as routes see it: {@code parameters} are those of the URL. */
public record HttpQuery(String method, String path, Map<String, List<String>> parameters, String body) {
    boolean isGet() {
        return method.equals("GET") || method.equals("HEAD");
    }

    List<String> values(String parameter) {
        return parameters.getOrDefault(parameter, List.of());
    }

    boolean has(String parameter) {
        return parameters.containsKey(parameter);
    }
}
