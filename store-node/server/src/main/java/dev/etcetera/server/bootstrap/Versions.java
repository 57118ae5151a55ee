package dev.etcetera.server.bootstrap;

import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.config.BuildInfo;

/** The versions that clients and members are told, as etcd's {@code /version} document. */
record Versions(Cluster cluster) {
    /** Version of the cluster and of the data directory once all members have agreed: the minor of this release. */
    static final String CLUSTER = minor(BuildInfo.ETCD_VERSION);

    private static final String NOT_DECIDED = "not_decided";

    /** Version of the data directory. */
    String storage() {
        return cluster.version().isEmpty() ? "" : CLUSTER;
    }

    String json() {
        return "{\"etcdserver\":\"" + BuildInfo.ETCD_VERSION + "\",\"etcdcluster\":\""
                + cluster.version().orElse(NOT_DECIDED) + "\",\"storage\":\"" + storage() + "\"}";
    }

    private static String minor(String version) {
        return version.substring(0, version.lastIndexOf('.')) + ".0";
    }
}
