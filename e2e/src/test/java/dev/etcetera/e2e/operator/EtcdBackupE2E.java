package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Json;
import dev.etcetera.e2e.framework.Project;
import dev.etcetera.e2e.scenario.Scenario;
import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus.Phase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Backups that are asked for, from a secured cluster to a bucket and to a volume, and what becomes of them. */
class EtcdBackupE2E extends BackedUpTest {
    EtcdBackupE2E() {
        super("kept");
    }

    private Path object(EtcdBackupStatus status, String file) {
        return gateway.file(BUCKET, "etcd/" + status.path() + "/" + file);
    }

    @Test
    @Scenario(18)
    void backupIsTakenFromAFollowerAndNobodyWritesOverIt() {
        cluster.mustApply(cluster.manifest(3, "size: 1Gi, retentionPolicy: Delete"));
        cluster.awaitSettled();
        for (int i = 0; i < 20; i++) {
            cluster.etcdctl().output("put", "key-" + i, "value");
        }
        TestBackup first = backup("first", "store: " + store(), "path: the/same", "deletionPolicy: Delete");
        EtcdBackupStatus status = first.await(Phase.SUCCEEDED);
        System.out.println("taken: " + status);
        assertThat(status.revision()).isEqualTo(21);
        String leader = Objects.requireNonNull(cluster.status().leader());
        assertThat(status.memberId())
                .isIn(cluster.memberIds().values())
                .isNotEqualTo(cluster.memberIds().get(leader));
        assertThat(new String(read(object(status, "manifest.json")), StandardCharsets.UTF_8))
                .contains("\"revision\":21");
        JsonNode judged = Json.parse(new Command(List.of(
                        Project.tool("etcd", "etcdutl").toString(),
                        "snapshot",
                        "status",
                        object(status, "snapshot.db").toString(),
                        "-w",
                        "json"))
                .run()
                .out());
        assertThat(judged.path("revision").asLong()).isEqualTo(21);

        byte[] before = read(object(status, "manifest.json"));
        EtcdBackupStatus refused = backup("second", "store: " + store(), "path: the/same", "deletionPolicy: Delete")
                .await(Phase.FAILED);
        assertThat(refused.message()).contains("the/same").contains("another writer");
        assertThat(refused.attempts()).as("no trying again changes that").isEqualTo(1);
        assertThat(read(object(status, "manifest.json"))).isEqualTo(before);

        Command.Result change = tryApply(
                "EtcdBackup",
                "first",
                "clusterName: kept",
                "store: " + store(),
                "path: other",
                "deletionPolicy: Delete");
        assertThat(change.err())
                .contains("the spec of an EtcdBackup never changes, but for deletionPolicy: create another one");
        new TestBackup(cluster.namespace(), "second").delete();
        assertThat(object(status, "manifest.json")).as("of another").exists();
        first.delete();
        assertThat(object(status, "manifest.json")).doesNotExist();
        assertThat(object(status, "snapshot.db")).doesNotExist();
    }

    @Test
    @Tag("long")
    void aStoreThatIsAwayIsWaitedFor() {
        cluster.mustApply(cluster.manifest(1, "size: 1Gi, retentionPolicy: Delete", TestCluster.PLAIN));
        cluster.awaitSettled();
        gateway.kill();
        TestBackup late = backup(
                "late", "store: " + store(), "limits: {timeoutSeconds: 60, attempts: 9, bytesPerSecond: 100000000}");
        late.awaitMessage(gateway.url().replaceFirst("http://", ""));
        cluster.awaitCondition("Available", Condition.Status.TRUE, "QuorumServes");
        gateway.start();
        EtcdBackupStatus status = late.await(Phase.SUCCEEDED);
        assertThat(status.attempts()).isGreaterThan(1);
        late.delete();
        assertThat(object(status, "manifest.json")).as("policy Retain").exists();
    }

    @Test
    @Tag("long")
    void whatTheStoreLocksStaysUntilTheLockIsLifted() {
        gateway.makeLockable(BUCKET);
        cluster.mustApply(cluster.manifest(1, "size: 1Gi, retentionPolicy: Delete", TestCluster.PLAIN));
        cluster.awaitSettled();
        TestBackup locked = backup(
                "locked",
                "store: "
                        + store().replace(
                                        "pathStyle: true",
                                        "pathStyle: true, objectLock: {mode: Governance, retainDays: 30}"),
                "deletionPolicy: Delete");
        EtcdBackupStatus status = locked.await(Phase.SUCCEEDED);
        Kubernetes.must("-n", cluster.namespace(), "delete", "etcdbackup", "locked", "--wait=false");
        locked.awaitMessage("locked until "
                + LocalDate.ofInstant(Instant.parse(status.startTime()), ZoneOffset.UTC)
                        .plusDays(30));
        String data = "etcd/" + status.path() + "/snapshot.db";
        assertThat(gateway.has(BUCKET, data)).isTrue();

        gateway.liftLocks(BUCKET);
        Kubernetes.must("-n", cluster.namespace(), "delete", "pod", "locked-delete");
        locked.delete();
        assertThat(gateway.has(BUCKET, data)).isFalse();
    }

    @Test
    @Tag("long")
    void aVolumeIsAStoreToo() {
        cluster.mustApply(cluster.manifest(1, "size: 1Gi, retentionPolicy: Delete", TestCluster.PLAIN));
        cluster.awaitSettled();
        cluster.etcdctl().output("put", "in", "a volume");
        Kubernetes.kubectl("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: shelf, namespace: %s}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """.formatted(cluster.namespace()), "apply", "-f", "-");
        EtcdBackupStatus status = backup(
                        "shelved", "store: {volume: {claimName: shelf, path: etcd}, compression: Zstd}")
                .await(Phase.SUCCEEDED);
        assertThat(status.location()).isEqualTo("volume shelf/etcd");
        TestCluster again = new TestCluster(cluster.namespace(), "again");
        again.mustApply(again.manifest(
                1,
                "size: 1Gi, retentionPolicy: Delete",
                TestCluster.PLAIN,
                "bootstrap: {restore: {backupName: shelved}}"));
        again.awaitSettled();
        assertThat(again.etcdctl().output("get", "in")).isEqualTo("in\na volume\n");
        assertThat(again.status().clusterId()).isNotEqualTo(cluster.status().clusterId());
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
