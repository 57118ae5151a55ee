package dev.etcetera.server.bootstrap;

import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.ClusterVersions;
import dev.etcetera.server.cluster.EtcdVersion;
import dev.etcetera.server.cluster.StorageVersions;
import dev.etcetera.server.config.BuildInfo;

/** The versions that clients and members are told, as etcd's {@code /version} document. */
record Versions(Cluster cluster) {
    /** The etcd release that this one is. */
    static final EtcdVersion OWN = EtcdVersion.parse(BuildInfo.ETCD_VERSION).orElseThrow();

    private static final String NOT_DECIDED = "not_decided";

    /** Version of the database; those that say none are of etcd 3.5, once the members of the cluster are known. */
    String storage() {
        return cluster.version()
                .filter(version -> !version.equals(ClusterVersions.UNKNOWN.toString()))
                .map(known ->
                        cluster.storageVersion().orElse(StorageVersions.SILENT).toString())
                .orElse("");
    }

    String json() {
        return "{\"etcdserver\":\"" + BuildInfo.ETCD_VERSION + "\",\"etcdcluster\":\""
                + cluster.version().orElse(NOT_DECIDED) + "\",\"storage\":\"" + storage() + "\"}";
    }
}
