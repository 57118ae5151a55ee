package dev.etcetera.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** URL lists and the value of {@code --initial-cluster}, with etcd's rules and words. */
public final class PeerUrls {
    private PeerUrls() {}

    /** URLs divided by commas, sorted, without doubles. */
    public static List<URI> list(String text) throws ConfigException {
        List<URI> urls = new ArrayList<>();
        for (String url : text.split(",", -1)) {
            URI parsed = one(url.strip());
            if (!urls.contains(parsed)) {
                urls.add(parsed);
            }
        }
        urls.sort(Comparator.comparing(URI::toString));
        return urls;
    }

    /** {@code name=url,name=url,...}; a name may stand several times. */
    public static SortedMap<String, List<URI>> cluster(String text) throws ConfigException {
        SortedMap<String, List<String>> byName = new TreeMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            String url = equals < 0 ? "" : part.substring(equals + 1);
            if (url.isEmpty()) {
                throw new ConfigException("empty URL given for " + GoValues.quote(name.strip()));
            }
            byName.computeIfAbsent(name.strip(), _ -> new ArrayList<>()).add(url);
        }
        SortedMap<String, List<URI>> cluster = new TreeMap<>();
        for (var entry : byName.entrySet()) {
            cluster.put(entry.getKey(), list(String.join(",", entry.getValue())));
        }
        return cluster;
    }

    /** The text of a cluster as {@code --initial-cluster} takes it. */
    public static String text(SortedMap<String, List<URI>> cluster) {
        return cluster.entrySet().stream()
                .flatMap(member -> member.getValue().stream().map(url -> member.getKey() + "=" + url))
                .collect(Collectors.joining(","));
    }

    /** The peer URLs of a member to be added, sorted as etcd sorts them. */
    public static List<String> ofMember(List<String> texts) throws ConfigException {
        if (texts.isEmpty()) {
            throw new ConfigException("no valid URLs given");
        }
        List<String> urls = new ArrayList<>();
        for (String text : texts) {
            urls.add(one(text.strip()).toString());
        }
        urls.sort(Comparator.naturalOrder());
        return urls;
    }

    private static URI one(String text) throws ConfigException {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new ConfigException("parse %s: %s".formatted(GoValues.quote(text), e.getReason()));
        }
        switch (url.getScheme()) {
            case "http", "https" -> {}
            case "unix", "unixs" ->
                throw new ConfigException("unix sockets are not supported in this release: " + text);
            case null, default -> throw new ConfigException("URL scheme must be http, https, unix, or unixs: " + text);
        }
        if (url.getRawAuthority() == null || !url.getRawAuthority().matches("(\\[[^]]*]|[^:]*):[^:]*")) {
            throw new ConfigException("URL address does not have the form \"host:port\": " + text);
        }
        if (url.getRawPath() != null && !url.getRawPath().isEmpty()) {
            throw new ConfigException("URL must not contain a path: " + text);
        }
        return url;
    }
}
