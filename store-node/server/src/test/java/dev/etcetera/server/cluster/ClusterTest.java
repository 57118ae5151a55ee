package dev.etcetera.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.api.EtcdError;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import dev.etcetera.backend.BatchTx;
import dev.etcetera.backend.Bucket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The membership and its copy in the backend stay the same thing. */
final class ClusterTest {
    private static final Member ONE = new Member(1, "one", List.of("http://127.0.0.1:1"), List.of(), false);
    /** Its id is negative as a signed number. */
    private static final Member TWO =
            new Member(0x8e9e05c52164694dL, "", List.of("http://127.0.0.1:2"), List.of(), true);

    @TempDir
    private Path dir;

    @Test
    void membershipIsTheSameAfterARestart() throws IOException {
        Cluster cluster = new Cluster(new Membership(7, new TreeMap<>(), Set.of(), Optional.empty()));
        try (Backend backend = Backend.open(dir, BackendOptions.defaults())) {
            BatchTx tx = backend.batchTx();
            cluster.apply(new MembershipDecision.Added(ONE), tx);
            cluster.apply(new MembershipDecision.Added(TWO), tx);
            cluster.apply(new MembershipDecision.Rejected(EtcdError.MEMBER_EXIST), tx);
            cluster.updateAttributes(TWO.id(), "two", List.of("http://127.0.0.1:3"), tx);
            cluster.apply(
                    new MembershipDecision.Promoted(
                            cluster.member(TWO.id()).orElseThrow().promoted()),
                    tx);
            cluster.apply(new MembershipDecision.Removed(ONE), tx);
            cluster.updateAttributes(ONE.id(), "ghost", List.of(), tx);
            cluster.setVersion("3.7.0", tx);
            cluster.setDowngrade(new Downgrade(true, "3.6.0"), tx);
            cluster.setStorageVersion(new EtcdVersion(3, 6, 0), tx);
            tx.commit();
        }
        try (Backend backend = Backend.open(dir, BackendOptions.defaults())) {
            Cluster again = Cluster.recover(backend, 7);
            assertThat(again.downgrade()).isEqualTo(new Downgrade(true, "3.6.0"));
            assertThat(again.storageVersion()).contains(new EtcdVersion(3, 6, 0));
            Membership recovered = again.membership();
            assertThat(recovered).isEqualTo(cluster.membership());
            assertThat(recovered.members().values())
                    .containsExactly(new Member(TWO.id(), "two", TWO.peerUrls(), List.of("http://127.0.0.1:3"), false));
            assertThat(recovered.isRemoved(1)).isTrue();
            assertThat(recovered.clusterVersion()).contains("3.7.0");
            assertThat(backend.batchTx().get(Bucket.MEMBERS_REMOVED, "1".getBytes(StandardCharsets.US_ASCII)))
                    .hasValue("removed".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aDowngradeIsKeptAsEtcdKeepsIt() throws IOException {
        Cluster cluster = new Cluster(new Membership(7, new TreeMap<>(), Set.of(), Optional.empty()));
        try (Backend backend = Backend.open(dir, BackendOptions.defaults())) {
            BatchTx tx = backend.batchTx();
            cluster.setDowngrade(new Downgrade(true, "3.6.0"), tx);
            assertThat(stored(tx, Bucket.CLUSTER, "downgrade"))
                    .contains("{\"target-version\":\"3.6.0\",\"enabled\":true}");
            tx.commit();
            assertThat(Cluster.recover(backend, 7).downgrade()).isEqualTo(new Downgrade(true, "3.6.0"));
            cluster.setDowngrade(Downgrade.NONE, tx);
            assertThat(stored(tx, Bucket.CLUSTER, "downgrade")).contains("{\"target-version\":\"\",\"enabled\":false}");
            tx.commit();
            assertThat(Cluster.recover(backend, 7).downgrade()).isEqualTo(Downgrade.NONE);
        }
    }

    @Test
    void aDatabaseOfEtcd35SaysNothingOfItsVersion() throws IOException {
        Cluster cluster = new Cluster(new Membership(7, new TreeMap<>(), Set.of(), Optional.empty()));
        try (Backend backend = Backend.open(dir, BackendOptions.defaults())) {
            BatchTx tx = backend.batchTx();
            cluster.setStorageVersion(new EtcdVersion(3, 6, 0), tx);
            assertThat(stored(tx, Bucket.META, "storageVersion")).contains("3.6.0");
            cluster.setStorageVersion(StorageVersions.SILENT, tx);
            assertThat(stored(tx, Bucket.META, "storageVersion")).isEmpty();
            assertThat(cluster.storageVersion()).isEmpty();
        }
    }

    private static Optional<String> stored(BatchTx tx, Bucket bucket, String key) {
        return tx.get(bucket, key.getBytes(StandardCharsets.US_ASCII))
                .map(value -> new String(value, StandardCharsets.UTF_8));
    }
}
