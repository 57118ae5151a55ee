package dev.etcetera.e2e.operator;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One verb on one resource, as a role grants it and as a request needs it. */
record Right(String group, String resource, String verb) implements Comparable<Right> {
    /** All that a role grants. */
    static Stream<Right> of(PolicyRule rule) {
        return rule.getApiGroups().stream()
                .flatMap(group -> rule.getResources().stream()
                        .flatMap(resource -> rule.getVerbs().stream().map(verb -> new Right(group, resource, verb))));
    }

    /** What the requests in a trace needed, in their order. An apply that makes an object needs two. */
    static Set<Right> needed(List<String> trace) {
        Set<Right> rights = new LinkedHashSet<>();
        for (String line : trace) {
            String[] words = line.split(" ", -1);
            if (words[1].equals("after") && !words[2].equals("MEMBER")) {
                of(words[2], words[3]).ifPresent(rights::add);
                if (words[2].equals("PATCH") && words[4].equals("201")) {
                    of("POST", words[3]).ifPresent(rights::add);
                }
            }
        }
        return rights;
    }

    /** How the API server says that it is missing. */
    boolean missingIn(String line) {
        return line.contains("cannot " + verb + " resource \\\"" + resource + "\\\"")
                || line.contains("cannot " + verb + " resource \"" + resource + "\"");
    }

    private static Optional<Right> of(String method, String path) {
        List<String> words = List.of(path.substring(1).split("/"));
        boolean core = words.getFirst().equals("api");
        List<String> rest = words.subList(Math.min(words.size(), core ? 2 : 3), words.size());
        if (rest.size() > 2 && rest.getFirst().equals("namespaces")) {
            rest = rest.subList(2, rest.size());
        }
        if (rest.isEmpty() || !List.of("api", "apis").contains(words.getFirst())) {
            return Optional.empty();
        }
        boolean named = rest.size() > 1;
        String resource = rest.size() > 2 ? rest.getFirst() + "/" + rest.get(2) : rest.getFirst();
        String verb = switch (method) {
            case "GET" -> named ? "get" : "list";
            case "WATCH" -> "watch";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "DELETE" -> named ? "delete" : "deletecollection";
            default -> method.toLowerCase(Locale.ROOT);
        };
        return Optional.of(new Right(core ? "" : words.get(1), resource, verb));
    }

    @Override
    public int compareTo(Right other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return verb + " " + resource + (group.isEmpty() ? "" : "." + group);
    }
}
