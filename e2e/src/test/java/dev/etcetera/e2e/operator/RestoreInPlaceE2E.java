package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdRestoreStatus;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cluster goes back, under its own name, to what a backup has; or it goes on as it was. */
class RestoreInPlaceE2E extends BackedUpTest {
    private static final String STORAGE = "size: 1Gi, retentionPolicy: Delete";
    private static final long BUMP = 1_000_000_000L;

    RestoreInPlaceE2E() {
        super("back");
    }

    private TestRestore restore(String name, String... spec) {
        String[] all = new String[spec.length + 1];
        all[0] = "clusterName: " + cluster.name();
        System.arraycopy(spec, 0, all, 1, spec.length);
        apply("EtcdRestore", name, all);
        return new TestRestore(cluster.namespace(), name);
    }

    private Set<String> keys() {
        return Arrays.stream(cluster.etcdctl()
                        .output("get", "", "--prefix", "--keys-only")
                        .split("\n+"))
                .filter(k -> !k.isEmpty())
                .collect(Collectors.toSet());
    }

    private long revision() {
        String[] lines =
                cluster.etcdctl().output("get", "x", "--write-out=fields").split("\n");
        return Long.parseLong(Arrays.stream(lines)
                .filter(l -> l.startsWith("\"Revision\""))
                .findFirst()
                .orElseThrow()
                .replaceAll("\\D", ""));
    }

    private static Set<String> names(List<? extends HasMetadata> objects) {
        return objects.stream().map(o -> o.getMetadata().getName()).collect(Collectors.toSet());
    }

    /** What nobody may find changed where a restore came to nothing. */
    private Map<String, Set<String>> identity() {
        return Map.of(
                "members",
                names(cluster.members()),
                "claims",
                names(cluster.claims()),
                "Pods",
                Set.copyOf(cluster.podUids().values()),
                "id",
                Set.of(String.valueOf(cluster.status().clusterId())));
    }

    @Test
    void aClusterGoesBackAndWhoeverWatchesNotices() {
        cluster.mustApply(cluster.manifest(3, STORAGE));
        cluster.awaitSettled();
        cluster.etcdctl().output("put", "kept", "as it was");
        cluster.etcdctl().output("put", "deleted", "by mistake");
        EtcdBackupStatus good = backup("good", "store: " + store()).await(EtcdBackupStatus.Phase.SUCCEEDED);
        cluster.etcdctl().output("put", "later", "than the backup");
        cluster.etcdctl().output("del", "deleted");
        long before = revision();
        EtcdClusterStatus then = cluster.status();
        Set<String> old = names(cluster.members());
        EtcdRestoreStatus done;
        long start = System.nanoTime();
        try (WriteLoad load = WriteLoad.onService(cluster).running()) {
            done = restore("back", "source: {backupName: good}").await(RequestPhase.SUCCEEDED);
            load.stop();
            System.out.printf("restored in place after %.1f s, %s%n", (System.nanoTime() - start) / 1e9, load.cut());
        }
        System.out.println(done);
        cluster.awaitSettled();
        assertThat(keys()).contains("kept", "deleted").doesNotContain("later");
        assertThat(revision()).isGreaterThan(before).isGreaterThan(BUMP);
        assertThat(cluster.etcdctl().run("get", "kept", "--rev=" + before).err())
                .contains("required revision has been compacted");
        assertThat(cluster.etcdctl().run("watch", "kept", "--rev=" + before).toString())
                .contains("compacted");
        assertThat(cluster.status().clusterId()).isNotEqualTo(then.clusterId());
        assertThat(cluster.status().restore()).isNull();
        assertThat(names(cluster.members())).hasSize(3).doesNotContainAnyElementsOf(old);
        Await.until(
                "nothing is left of the members before",
                Duration.ofMinutes(1),
                () -> cluster.claims().size() == 3 && cluster.pods().size() == 3);
        EtcdBackupStatus first = new TestBackup(cluster.namespace(), String.valueOf(done.backup()))
                .await(EtcdBackupStatus.Phase.SUCCEEDED);
        assertThat(Objects.requireNonNull(first.revision())).isGreaterThanOrEqualTo(before);
        assertThat(done.restored()).contains("\"revision\":" + good.revision());
        assertThat(cluster.condition("Restored").orElseThrow().status()).isEqualTo(Condition.Status.TRUE);
    }

    @Test
    @Tag("long")
    void whatIsDamagedIsRefusedAndTheClusterServesOn() throws IOException {
        cluster.mustApply(cluster.manifest(3, STORAGE, TestCluster.PLAIN));
        cluster.awaitSettled();
        cluster.etcdctl().output("put", "sound", "data");
        EtcdBackupStatus status = backup("good", "store: " + store()).await(EtcdBackupStatus.Phase.SUCCEEDED);
        Path data = gateway.file(BUCKET, "etcd/" + status.path() + "/snapshot.db");
        byte[] flipped = Files.readAllBytes(data);
        flipped[flipped.length / 2] ^= 1;
        Files.write(data, flipped);
        Map<String, Set<String>> before = identity();
        try (WriteLoad load = WriteLoad.onService(cluster).running()) {
            EtcdRestoreStatus refused = restore("damaged", "source: {backupName: good}", "backupFirst: false")
                    .await(RequestPhase.FAILED);
            System.out.println("refused: " + refused.message());
            assertThat(refused.message()).contains("snapshot.db", "The cluster goes on as it was");
            Await.until(
                    "nothing is left of it",
                    Duration.ofMinutes(1),
                    () -> cluster.status().restore() == null);
            load.stop();
            assertThat(load.cut().longestGap()).isLessThan(Duration.ofSeconds(3));
            load.assertNothingIsLost(cluster);
        }
        cluster.awaitSettled();
        Await.until(
                "as before: " + before, Duration.ofMinutes(1), () -> identity().equals(before));
    }

    @Test
    @Tag("long")
    void whoeverDeletesItInTimeCallsItOff() {
        cluster.mustApply(cluster.manifest(1, STORAGE, TestCluster.PLAIN));
        cluster.awaitSettled();
        cluster.etcdctl().output("put", "sound", "data");
        Map<String, Set<String>> before = identity();
        // Its Pod never starts, because there is no such Secret.
        TestRestore hopeless = restore(
                "hopeless",
                "source: {path: some/where, store: {s3: {bucket: %s, endpoint: \"%s\", credentialsSecret: missing}}}"
                        .formatted(BUCKET, gateway.url()),
                "backupFirst: false");
        Await.until(
                "a Pod that is to fill a volume",
                Duration.ofMinutes(1),
                () -> cluster.pods().size() == 2 && cluster.claims().size() == 2);
        assertThat(cluster.etcdctl().output("get", "sound")).isEqualTo("sound\ndata\n");
        TestRestore second = restore("second", "source: {backupName: none}");
        assertThat(second.await(RequestPhase.REJECTED).message()).contains("EtcdRestore hopeless");
        hopeless.delete();
        Await.until(
                "as before: " + before,
                Duration.ofMinutes(2),
                () -> identity().equals(before) && cluster.status().restore() == null);
        cluster.awaitSettled();
        assertThat(cluster.etcdctl().output("get", "sound")).isEqualTo("sound\ndata\n");
    }

    @Test
    @Tag("long")
    void aClusterThatLostEverythingComesBackUnderItsName() {
        cluster.mustApply(cluster.manifest(3, STORAGE));
        cluster.awaitSettled();
        cluster.etcdctl().output("put", "sound", "data");
        backup("good", "store: " + store()).await(EtcdBackupStatus.Phase.SUCCEEDED);
        String namespace = cluster.namespace();
        Kubernetes.must("-n", namespace, "delete", "pvc", "--wait=false", "-l", "etcetera.dev/cluster=back");
        Kubernetes.must(
                "-n", namespace, "delete", "pod", "--force", "--grace-period=0", "-l", "etcetera.dev/cluster=back");
        cluster.awaitCondition("QuorumLost", Condition.Status.TRUE, "MembersLost");
        TestRestore waits = restore("waits", "source: {backupName: good}");
        waits.awaitMessage("spec.backupFirst: false");
        waits.delete();
        long start = System.nanoTime();
        restore("again", "source: {backupName: good}", "backupFirst: false").await(RequestPhase.SUCCEEDED);
        System.out.printf("after the loss of everything: %.1f s%n", (System.nanoTime() - start) / 1e9);
        cluster.awaitSettled();
        assertThat(cluster.etcdctl().output("get", "sound")).isEqualTo("sound\ndata\n");
        assertThat(cluster.members()).hasSize(3);
    }

    @Test
    @Tag("long")
    void aContinuousBackupGoesOnAfterwards() {
        cluster.mustApply(cluster.manifest(1, STORAGE, TestCluster.PLAIN));
        cluster.awaitSettled();
        apply(
                "EtcdBackupSchedule",
                "always",
                "clusterName: back",
                "schedule: \"0 3 * * *\"",
                "store: " + store(),
                "continuous: {intervalSeconds: 1}");
        cluster.awaitCondition("BackupReady", Condition.Status.TRUE, "BackedUp");
        cluster.etcdctl().output("put", "a", "1");
        long kept = revision();
        Await.pass(Duration.ofSeconds(4));
        cluster.etcdctl().output("put", "a", "2");
        Await.pass(Duration.ofSeconds(4));
        restore("back", "source: {scheduleName: always, revision: " + kept + "}")
                .await(RequestPhase.SUCCEEDED);
        cluster.awaitSettled();
        assertThat(cluster.etcdctl().output("get", "a")).isEqualTo("a\n1\n");
        cluster.etcdctl().output("put", "a", "3");
        long later = revision();
        TestCluster copy = new TestCluster(cluster.namespace(), "copy");
        Await.until("what came after the restore is backed up", Duration.ofMinutes(3), () -> {
            copy.mustApply(copy.manifest(
                    1,
                    STORAGE,
                    TestCluster.PLAIN,
                    "bootstrap: {restore: {scheduleName: always, revision: " + later + "}}"));
            Await.pass(Duration.ofSeconds(20));
            boolean serves = copy.get().getStatus() != null && copy.status().clusterId() != null;
            if (!serves) {
                copy.delete();
            }
            return serves;
        });
        copy.awaitSettled();
        assertThat(copy.etcdctl().output("get", "a")).isEqualTo("a\n3\n");
    }
}
