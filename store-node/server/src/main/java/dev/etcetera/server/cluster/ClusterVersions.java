package dev.etcetera.server.cluster;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Which version a cluster has: the minor release of its oldest member. It only ever rises. */
public final class ClusterVersions {
    /** What a cluster has whose members are not all known: every release can be part of it. */
    public static final EtcdVersion UNKNOWN = new EtcdVersion(3, 0, 0);

    private ClusterVersions() {}

    /**
     * The version that a leader should set now, if another than the present one.
     *
     * @param servers of all members; empty for one that did not answer
     */
    public static Optional<EtcdVersion> next(Optional<EtcdVersion> current, Collection<Optional<EtcdVersion>> servers) {
        Optional<EtcdVersion> oldest = servers.stream().allMatch(Optional::isPresent)
                ? servers.stream().flatMap(Optional::stream).min(Comparator.naturalOrder())
                : Optional.empty();
        Optional<EtcdVersion> wanted = oldest.map(EtcdVersion::ofCluster);
        if (current.isEmpty()) {
            return Optional.of(wanted.orElse(UNKNOWN));
        }
        return wanted.filter(version -> version.major() == current.get().major()
                && version.compareTo(current.get().ofCluster()) > 0);
    }

    /** Whether a member of this release may be part of a cluster of that version. */
    public static boolean isTooNew(EtcdVersion cluster, EtcdVersion own) {
        return cluster.compareTo(own.ofCluster()) > 0;
    }
}
