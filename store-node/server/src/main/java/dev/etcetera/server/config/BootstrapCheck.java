package dev.etcetera.server.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What must hold of {@code --initial-cluster} before a member without data forms or joins a cluster. A member that has a
 * WAL knows its cluster and is not asked.
 */
public final class BootstrapCheck {
    private BootstrapCheck() {}

    /** etcd's words on the first thing that is wrong; may resolve host names. */
    public static Optional<String> problem(ServerConfig config) {
        ClusterConfig cluster = config.cluster();
        if (cluster.initialCluster().isEmpty()) {
            return Optional.of("initial cluster unset and no discovery endpoints found");
        }
        List<URI> own = cluster.initialCluster().get(config.name());
        if (own == null) {
            return Optional.of("couldn't find local name %s in the initial cluster configuration"
                    .formatted(GoValues.quote(config.name())));
        }
        if (hasDoubles(cluster)) {
            return Optional.of("initial cluster " + PeerUrls.text(cluster.initialCluster()) + " has duplicate url");
        }
        return advertiseMatches(config, own);
    }

    private static boolean hasDoubles(ClusterConfig cluster) {
        Set<URI> seen = new HashSet<>();
        return cluster.initialCluster().values().stream().flatMap(List::stream).anyMatch(url -> !seen.add(url));
    }

    private static Optional<String> advertiseMatches(ServerConfig config, List<URI> own) {
        List<URI> advertised = config.urls().advertisePeer();
        if (new HashSet<>(own).equals(new HashSet<>(advertised))
                || resolved(own).equals(resolved(advertised))) {
            return Optional.empty();
        }
        List<URI> missing =
                own.stream().filter(url -> !advertised.contains(url)).toList();
        if (missing.isEmpty()) {
            List<URI> extra =
                    advertised.stream().filter(url -> !own.contains(url)).toList();
            return Optional.of(
                    "--initial-advertise-peer-urls has %s but missing from --initial-cluster=%s (resolved urls: %s != %s)"
                            .formatted(joined(extra), named(config.name(), own), quoted(advertised), quoted(own)));
        }
        return Optional.of(
                "--initial-cluster has %s but missing from --initial-advertise-peer-urls=%s (resolved urls: %s != %s)"
                        .formatted(named(config.name(), missing), joined(advertised), quoted(advertised), quoted(own)));
    }

    private static SortedSet<String> resolved(List<URI> urls) {
        return urls.stream()
                .map(url -> url.getScheme() + "://" + address(url.getHost()) + ":" + url.getPort())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String address(String host) {
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException _) {
            return host;
        }
    }

    private static String named(String name, List<URI> urls) {
        return urls.stream().map(url -> name + "=" + url).collect(Collectors.joining(","));
    }

    private static String joined(List<URI> urls) {
        return urls.stream().map(URI::toString).collect(Collectors.joining(","));
    }

    private static String quoted(List<URI> urls) {
        return GoValues.quote(joined(urls));
    }
}
