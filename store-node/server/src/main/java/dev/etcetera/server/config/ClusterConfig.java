package dev.etcetera.server.config;

import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** How the cluster is formed: members by name with their peer URLs, empty when discovery is to find them. */
public record ClusterConfig(
        SortedMap<String, List<URI>> initialCluster,
        String token,
        ClusterState state,
        boolean strictReconfigCheck,
        int maxLearners,
        boolean forceNewCluster) {
    /** Value of {@code --initial-cluster-state}. */
    public enum ClusterState {
        NEW,
        EXISTING
    }

    public ClusterConfig {
        initialCluster = Collections.unmodifiableSortedMap(new TreeMap<>(initialCluster));
    }
}
