package dev.etcetera.server.config;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What must hold of {@code --initial-cluster} before a member without data forms or joins a cluster. A member that has a
 * WAL knows its cluster and is not asked.
 */
public final class BootstrapCheck {
    private BootstrapCheck() {}

    /** etcd's words on the first thing that is wrong with forming a cluster; may resolve host names. */
    public static Optional<String> problem(ServerConfig config) {
        Optional<String> problem = problemOfJoining(config);
        if (problem.isPresent()) {
            return problem;
        }
        return advertiseMatches(
                config,
                config.cluster().initialCluster().getOrDefault(config.name(), List.of()),
                UrlEquality.ofThisHost());
    }

    /** The same for joining: a member that joins has told the cluster its addresses before. */
    public static Optional<String> problemOfJoining(ServerConfig config) {
        ClusterConfig cluster = config.cluster();
        if (cluster.initialCluster().isEmpty()) {
            return Optional.of("initial cluster unset and no discovery endpoints found");
        }
        if (cluster.initialCluster().get(config.name()) == null) {
            return Optional.of("couldn't find local name %s in the initial cluster configuration"
                    .formatted(GoValues.quote(config.name())));
        }
        if (hasDoubles(cluster)) {
            return Optional.of("initial cluster " + PeerUrls.text(cluster.initialCluster()) + " has duplicate url");
        }
        return Optional.empty();
    }

    private static boolean hasDoubles(ClusterConfig cluster) {
        Set<URI> seen = new HashSet<>();
        return cluster.initialCluster().values().stream().flatMap(List::stream).anyMatch(url -> !seen.add(url));
    }

    private static Optional<String> advertiseMatches(ServerConfig config, List<URI> own, UrlEquality equality) {
        List<URI> advertised = config.urls().advertisePeer();
        Optional<String> difference = equality.difference(texts(advertised), texts(own));
        if (difference.isEmpty()) {
            return Optional.empty();
        }
        List<URI> missing =
                own.stream().filter(url -> !advertised.contains(url)).toList();
        if (missing.isEmpty()) {
            List<URI> extra =
                    advertised.stream().filter(url -> !own.contains(url)).toList();
            return Optional.of("--initial-advertise-peer-urls has %s but missing from --initial-cluster=%s"
                    .formatted(joined(extra), named(config.name(), advertised)));
        }
        return Optional.of("--initial-cluster has %s but missing from --initial-advertise-peer-urls=%s (%s)"
                .formatted(named(config.name(), missing), joined(advertised), difference.get()));
    }

    private static List<String> texts(List<URI> urls) {
        return urls.stream().map(URI::toString).sorted().toList();
    }

    private static String named(String name, List<URI> urls) {
        return urls.stream().map(url -> name + "=" + url).collect(Collectors.joining(","));
    }

    private static String joined(List<URI> urls) {
        return urls.stream().map(URI::toString).collect(Collectors.joining(","));
    }
}
