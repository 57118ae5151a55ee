package dev.etcetera.server.cluster;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Which version a cluster has: the minor release of its oldest member. It rises by itself and falls only in a downgrade, by one
 * minor release.
 */
public final class ClusterVersions {
    /** What a cluster has whose members are not all known: every release can be part of it. */
    public static final EtcdVersion UNKNOWN = new EtcdVersion(3, 0, 0);

    private ClusterVersions() {}

    /**
     * What a leader should do now.
     *
     * @param servers of all members; empty for one that did not answer
     */
    public static VersionChange next(
            Optional<EtcdVersion> current, Collection<Optional<EtcdVersion>> servers, Downgrade downgrade) {
        Optional<EtcdVersion> oldest = oldest(servers);
        if (current.isEmpty()) {
            return new VersionChange.To(oldest.map(EtcdVersion::ofCluster).orElse(UNKNOWN));
        }
        if (oldest.isEmpty()) {
            return VersionChange.Stay.INSTANCE;
        }
        Optional<EtcdVersion> target = downgrade.version();
        return target.isPresent()
                ? down(current.get(), oldest.get(), target.get())
                : up(current.get(), oldest.get().ofCluster());
    }

    private static VersionChange down(EtcdVersion current, EtcdVersion oldest, EtcdVersion target) {
        if (target.equals(current)) {
            return VersionChange.Stay.INSTANCE;
        }
        if (!target.equals(downgradeTarget(current))) {
            return new VersionChange.Impossible("cluster-version", current, target);
        }
        // A member that is older already came without leave: nobody knows what it does with what the others write.
        return target.equals(downgradeTarget(oldest))
                ? new VersionChange.To(target)
                : new VersionChange.Impossible("minimal-server-version", oldest, target);
    }

    private static VersionChange up(EtcdVersion current, EtcdVersion wanted) {
        return wanted.major() == current.major() && wanted.compareTo(current.ofCluster()) > 0
                ? new VersionChange.To(wanted)
                : VersionChange.Stay.INSTANCE;
    }

    private static Optional<EtcdVersion> oldest(Collection<Optional<EtcdVersion>> servers) {
        return servers.stream().allMatch(Optional::isPresent)
                ? servers.stream().flatMap(Optional::stream).min(Comparator.naturalOrder())
                : Optional.empty();
    }

    /** The only version that may follow on this one in a downgrade. */
    public static EtcdVersion downgradeTarget(EtcdVersion from) {
        return new EtcdVersion(from.major(), from.minor() - 1, 0);
    }

    /** Whether a member of this release may not be part of a cluster of that version. */
    public static boolean isTooNew(EtcdVersion cluster, EtcdVersion own) {
        return cluster.compareTo(own.ofCluster()) > 0;
    }
}
