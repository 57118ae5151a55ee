package dev.etcetera.server.cluster;

import java.util.Optional;

/**
 * Which version a member's database has: that of the cluster, as far as etcd has steps between the two. A database from
 * before 3.6 says nothing of its version.
 */
public final class StorageVersions {
    /** The newest release whose databases say nothing. */
    public static final EtcdVersion SILENT = new EtcdVersion(3, 5, 0);

    private StorageVersions() {}

    /**
     * The version the database shall be brought to, if another than it has. {@link #SILENT} means that it shall say nothing.
     *
     * @param stored what the database says
     */
    public static Optional<EtcdVersion> next(Optional<EtcdVersion> stored, EtcdVersion cluster, EtcdVersion own) {
        EtcdVersion from = stored.orElse(SILENT).ofCluster();
        EtcdVersion to = cluster.ofCluster();
        return isKnown(from, own) && isKnown(to, own) && !from.equals(to) ? Optional.of(to) : Optional.empty();
    }

    private static boolean isKnown(EtcdVersion version, EtcdVersion own) {
        return version.compareTo(SILENT) >= 0 && version.compareTo(own.ofCluster()) <= 0;
    }
}
