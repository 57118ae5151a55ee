package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.scenario.Scenario;
import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSchedule;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus.Phase;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is lost comes back from what is stored: the newest of it, a revision, a moment; and nothing from what is damaged. */
class RestoreE2E extends BackedUpTest {
    private static final String STORAGE = "size: 1Gi, retentionPolicy: Delete";
    private static final int INTERVAL_SECONDS = 2;

    RestoreE2E() {
        super("lost");
    }

    private TestCluster restored(String name, int replicas, String source) {
        TestCluster restored = new TestCluster(cluster.namespace(), name);
        long start = System.nanoTime();
        restored.mustApply(restored.manifest(replicas, STORAGE, "bootstrap: {restore: " + source + "}"));
        restored.awaitSettled();
        System.out.printf(
                "%s settled after %.1f s: %s%n",
                name,
                (System.nanoTime() - start) / 1e9,
                restored.condition("Restored").map(Condition::message).orElse(""));
        assertThat(restored.members()).hasSize(replicas);
        return restored;
    }

    private Optional<Condition> ready(String schedule) {
        return Optional.ofNullable(Kubernetes.client()
                        .resources(EtcdBackupSchedule.class)
                        .inNamespace(cluster.namespace())
                        .withName(schedule)
                        .get()
                        .getStatus())
                .map(s -> s.conditions())
                .flatMap(all ->
                        all.stream().filter(c -> c.type().equals("Ready")).findFirst());
    }

    /**
     * What clients had been told.
     *
     * @param due acknowledged so early that it must come back
     * @param all acknowledged at all, with its revision
     * @param hash of everything at this revision
     * @param moment after that revision, and before the last of what must come back
     */
    private record Past(Map<String, Long> due, Map<String, Long> all, long revision, String hash, Instant moment) {}

    @Test
    @Scenario(15)
    void allVolumesAreGoneAndWhatIsStoredComesBack() {
        cluster.mustApply(cluster.manifest(3, STORAGE));
        cluster.awaitSettled();
        apply(
                "EtcdBackupSchedule",
                "always",
                "clusterName: lost",
                "schedule: \"0 3 * * *\"",
                "store: " + store(),
                "continuous: {intervalSeconds: " + INTERVAL_SECONDS + ", maxBytes: 1048576}");
        Past past = writeUntilTheDisaster();

        TestCluster newest = restored("newest", 3, "{scheduleName: always}");
        Set<String> there = keys(newest);
        assertThat(there).containsAll(past.due().keySet());
        System.out.printf(
                "%d of %d acknowledged puts are back, at most %d s were to be lost%n",
                past.all().keySet().stream().filter(there::contains).count(),
                past.all().size(),
                INTERVAL_SECONDS);

        TestCluster exact = restored("exact", 1, "{scheduleName: always, revision: " + past.revision() + "}");
        assertThat(hash(exact, past.revision())).isEqualTo(past.hash());
        assertThat(keys(exact))
                .isEqualTo(past.all().entrySet().stream()
                        .filter(e -> e.getValue() <= past.revision())
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
        assertThat(exact.condition("Restored").orElseThrow().message()).contains("\"revision\":" + past.revision());

        TestCluster then = restored("then", 1, "{scheduleName: always, time: \"" + past.moment() + "\"}");
        assertThat(keys(then))
                .as("at " + past.moment())
                .containsAll(keys(exact))
                .hasSizeLessThan(past.due().size());
    }

    private Past writeUntilTheDisaster() {
        try (WriteLoad load = WriteLoad.onService(cluster).running()) {
            Await.until(
                    "it is followed: " + ready("always"),
                    Duration.ofMinutes(1),
                    () -> ready("always")
                            .filter(c -> c.status() == Condition.Status.TRUE)
                            .isPresent());
            cluster.awaitCondition("BackupReady", Condition.Status.TRUE, "BackedUp");
            Await.pass(Duration.ofSeconds(3));
            long revision = load.acknowledged().values().stream()
                    .mapToLong(Long::longValue)
                    .max()
                    .orElseThrow();
            String hash = hash(cluster, revision);
            Instant moment = Instant.now();
            Await.pass(Duration.ofSeconds(6));
            Map<String, Long> due = load.acknowledged();
            // What is acknowledged from here on may be lost.
            Await.pass(Duration.ofSeconds(INTERVAL_SECONDS + 1));
            disaster();
            return new Past(due, load.acknowledged(), revision, hash, moment);
        }
    }

    /** All members at once, with their volumes. */
    private void disaster() {
        Kubernetes.must("-n", cluster.namespace(), "delete", "pvc", "--wait=false", "-l", "etcetera.dev/cluster=lost");
        Kubernetes.must(
                "-n", cluster.namespace(), "delete", "etcdcluster", "lost", "--wait=false", "--cascade=foreground");
        Kubernetes.must(
                "-n",
                cluster.namespace(),
                "delete",
                "pod",
                "--force",
                "--grace-period=0",
                "-l",
                "etcetera.dev/cluster=lost");
    }

    private static Set<String> keys(TestCluster cluster) {
        return Arrays.stream(cluster.etcdctl()
                        .output("get", "load/", "--prefix", "--keys-only")
                        .split("\n+"))
                .filter(k -> !k.isEmpty())
                .collect(Collectors.toSet());
    }

    private static String hash(TestCluster cluster, long revision) {
        List<String> hashes = Arrays.stream(cluster.etcdctl()
                        .output("endpoint", "hashkv", "--rev=" + revision)
                        .strip()
                        .split("\n"))
                .map(line -> line.split(", ", 3)[1])
                .distinct()
                .toList();
        assertThat(hashes).hasSize(1);
        return hashes.getFirst();
    }

    @Test
    @Tag("long")
    void nothingIsRestoredFromWhatIsDamagedOrMissing() throws IOException {
        cluster.mustApply(cluster.manifest(1, STORAGE, TestCluster.PLAIN));
        cluster.awaitSettled();
        cluster.etcdctl().output("put", "sound", "data");
        EtcdBackupStatus status = backup("good", "store: " + store()).await(Phase.SUCCEEDED);
        Path data = gateway.file(BUCKET, "etcd/" + status.path() + "/snapshot.db");
        byte[] bytes = Files.readAllBytes(data);
        byte[] flipped = bytes.clone();
        flipped[bytes.length / 2] ^= 1;
        Files.write(data, flipped);
        TestCluster again = new TestCluster(cluster.namespace(), "again");
        again.mustApply(again.manifest(1, STORAGE, TestCluster.PLAIN, "bootstrap: {restore: {backupName: missing}}"));
        Condition waits = again.awaitCondition("Progressing", Condition.Status.FALSE, "WaitingForBackup");
        assertThat(waits.message()).contains("EtcdBackup missing does not exist");
        assertThat(again.members()).isEmpty();
        again.delete();

        again.mustApply(again.manifest(1, STORAGE, TestCluster.PLAIN, "bootstrap: {restore: {backupName: good}}"));
        Condition refused = again.awaitCondition("Degraded", Condition.Status.TRUE, "RestoreFailed");
        assertThat(refused.message()).contains("snapshot.db");
        System.out.println("refused: " + refused.message());
        Pod pod = again.pod("again-1");
        assertThat(pod.getStatus().getContainerStatuses().getFirst().getState().getRunning())
                .as("etcd never started")
                .isNull();
        Files.write(data, bytes);
        again.awaitSettled();
        assertThat(again.etcdctl().output("get", "sound")).isEqualTo("sound\ndata\n");
        assertThat(again.status().lastSerial()).isEqualTo(1);
    }

    @Test
    @Tag("long")
    @Scenario(16)
    void operatorAndSeedAreKilledInTheMiddleAndNothingIsRestoredTwice() {
        cluster.mustApply(cluster.manifest(1, STORAGE, TestCluster.PLAIN));
        cluster.awaitSettled();
        String large = "x".repeat(1 << 20);
        for (int i = 0; i < 200; i++) {
            cluster.etcdctl().run(List.of("put", "large-" + i), large);
        }
        EtcdBackupStatus status = backup("large", "store: " + store()).await(Phase.SUCCEEDED);
        System.out.println("to be restored: " + status.sizeBytes() + " bytes");
        TestCluster again = new TestCluster(cluster.namespace(), "again");
        again.mustApply(again.manifest(1, STORAGE, TestCluster.PLAIN, "bootstrap: {restore: {backupName: large}}"));
        for (int round = 1; round <= 4; round++) {
            Await.until(
                    "the seed's Pod",
                    Duration.ofMinutes(1),
                    () -> serves(again) || again.pods().stream().anyMatch(RestoreE2E::begins));
            Await.pass(Duration.ofMillis(900L * round));
            Kubernetes.must("-n", Kubernetes.SYSTEM_NAMESPACE, "delete", "pod", "--all", "--force", "--grace-period=0");
            Kubernetes.must(
                    "-n",
                    cluster.namespace(),
                    "delete",
                    "pod",
                    "again-1",
                    "--force",
                    "--grace-period=0",
                    "--ignore-not-found");
        }
        again.awaitSettled();
        long revision = Objects.requireNonNull(status.revision());
        assertThat(hash(again, revision)).isEqualTo(hash(cluster, revision));
        assertThat(again.condition("Restored").orElseThrow().message())
                .as("whoever did it last tells of what was done before")
                .contains("\"revision\":" + revision);
        again.etcdctl().output("put", "newer", "than the backup");
        Map<String, String> before = again.podUids();
        Kubernetes.must("-n", cluster.namespace(), "delete", "pod", "again-1", "--force", "--grace-period=0");
        again.awaitNewPods(before);
        Kubernetes.must("-n", cluster.namespace(), "wait", "pod/again-1", "--for=condition=Ready", "--timeout=90s");
        again.awaitSettled();
        assertThat(again.etcdctl().output("get", "newer")).isEqualTo("newer\nthan the backup\n");
        assertThat(again.pod("again-1").getSpec().getInitContainers()).isEmpty();
    }

    private static boolean serves(TestCluster cluster) {
        return cluster.get().getStatus() != null && cluster.status().clusterId() != null;
    }

    private static boolean begins(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && "Pending".equals(pod.getStatus().getPhase());
    }
}
