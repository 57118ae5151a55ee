package dev.etcetera.server.bootstrap;

import dev.etcetera.backend.BatchTx;
import dev.etcetera.server.apply.MembershipStore;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.ClusterVersions;
import dev.etcetera.server.cluster.Downgrade;
import dev.etcetera.server.cluster.EtcdVersion;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.metrics.ServerMetrics;
import java.util.List;
import java.util.Optional;

/** Writes what entries say about the cluster into the same batch as everything else. Used by the apply thread. */
record StoredMembership(Cluster cluster, BatchTx batch, ServerMetrics metrics, ZapLog log) implements MembershipStore {
    /** etcd's words for a member that is older than its cluster. */
    static final String TOO_OLD = "invalid downgrade; server version is lower than determined cluster version";

    @Override
    public void setVersion(String version) {
        Optional<String> former = cluster.version().map(StoredMembership::minor);
        checkOwn(version);
        cluster.setVersion(version, batch);
        new StorageMigration(cluster, batch, log).run();
        former.ifPresent(
                minor -> metrics.identity().clusterVersion().labelValues(minor).set(0));
        metrics.identity().clusterVersion().labelValues(minor(version)).set(1);
        String clusterId = Long.toHexString(cluster.id());
        former.ifPresentOrElse(
                from -> log.info(
                        "updated cluster version", "cluster-id", clusterId, "from", from, "to", minor(version)),
                () -> log.info(
                        "set initial cluster version", "cluster-id", clusterId, "cluster-version", minor(version)));
    }

    /** A member that is older than its cluster would not understand what the others write: it must stop. */
    static void checkOwn(String version) {
        if (EtcdVersion.parse(version)
                .map(cluster -> ClusterVersions.isTooNew(cluster, Versions.OWN))
                .orElse(false)) {
            throw new IllegalStateException(TOO_OLD + " (current-server-version: " + Versions.OWN.ofCluster()
                    + ", determined-cluster-version: " + minor(version) + ")");
        }
    }

    /** A version as the log and the metrics have it: {@code 3.7}. */
    static String minor(String version) {
        return version.substring(0, version.lastIndexOf('.'));
    }

    @Override
    public void updateAttributes(long memberId, String name, List<String> clientUrls) {
        cluster.updateAttributes(memberId, name, clientUrls, batch);
    }

    @Override
    public void setDowngrade(boolean enabled, String target) {
        cluster.setDowngrade(new Downgrade(enabled, target), batch);
    }
}
