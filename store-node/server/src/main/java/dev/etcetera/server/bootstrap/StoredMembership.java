package dev.etcetera.server.bootstrap;

import dev.etcetera.backend.BatchTx;
import dev.etcetera.backend.Bucket;
import dev.etcetera.server.apply.MembershipStore;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.metrics.ServerMetrics;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes what entries say about the cluster into the same batch as everything else. Used by the apply thread. */
record StoredMembership(Cluster cluster, BatchTx batch, ServerMetrics metrics, ZapLog log) implements MembershipStore {
    private static final byte[] STORAGE_VERSION = "storageVersion".getBytes(StandardCharsets.US_ASCII);

    @Override
    public void setVersion(String version) {
        cluster.setVersion(version, batch);
        // Go's tools look here for the version of a database; older ones than 3.6 had none.
        batch.put(Bucket.META, STORAGE_VERSION, version.getBytes(StandardCharsets.US_ASCII));
        metrics.identity().clusterVersion().labelValues(version).set(1);
        log.info(
                "set initial cluster version",
                "cluster-id",
                Long.toHexString(cluster.id()),
                "cluster-version",
                version);
    }

    @Override
    public void updateAttributes(long memberId, String name, List<String> clientUrls) {
        cluster.updateAttributes(memberId, name, clientUrls, batch);
    }

    /** Downgrades are proposed by no member of this release. One that a later release proposed changes nothing here. */
    @Override
    public void setDowngrade(boolean enabled, String target) {
        log.warn("ignored a downgrade request", "enabled", enabled, "target-version", target);
    }
}
