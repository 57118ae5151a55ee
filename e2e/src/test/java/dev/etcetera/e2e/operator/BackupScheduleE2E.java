package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.scenario.Scenario;
import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSchedule;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupScheduleStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Backups by the clock, of every minute: their store goes away, its key changes, what is stored is tried and found wanting. */
@Tag("long")
class BackupScheduleE2E extends BackedUpTest {
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    BackupScheduleE2E() {
        super("clocked");
    }

    private void open(String... more) {
        cluster.mustApply(cluster.manifest(1, "size: 1Gi, retentionPolicy: Delete", TestCluster.PLAIN));
        cluster.awaitSettled();
        String[] spec = new String[more.length + 3];
        spec[0] = "clusterName: clocked";
        spec[1] = "schedule: \"* * * * *\"";
        spec[2] = "store: " + store();
        System.arraycopy(more, 0, spec, 3, more.length);
        apply("EtcdBackupSchedule", "minutely", spec);
    }

    private EtcdBackupScheduleStatus status() {
        return Objects.requireNonNull(Kubernetes.client()
                .resources(EtcdBackupSchedule.class)
                .inNamespace(cluster.namespace())
                .withName("minutely")
                .get()
                .getStatus());
    }

    private void awaitReady(Condition.Status wanted, String reason) {
        Await.until(
                "Ready=%s %s, last: %s".formatted(wanted, reason, ready()),
                DEADLINE,
                () -> ready().filter(c -> c.status() == wanted && c.reason().equals(reason))
                        .isPresent());
    }

    private Optional<Condition> ready() {
        EtcdBackupSchedule schedule = Kubernetes.client()
                .resources(EtcdBackupSchedule.class)
                .inNamespace(cluster.namespace())
                .withName("minutely")
                .get();
        return schedule.getStatus() == null
                ? Optional.empty()
                : Objects.requireNonNull(schedule.getStatus().conditions()).stream()
                        .findFirst();
    }

    private List<EtcdBackup> backups() {
        return Kubernetes.client()
                .resources(EtcdBackup.class)
                .inNamespace(cluster.namespace())
                .list()
                .getItems();
    }

    private List<String> succeeded() {
        return backups().stream()
                .filter(b -> b.getStatus() != null && b.getStatus().phase() == Phase.SUCCEEDED)
                .map(b -> b.getMetadata().getName())
                .sorted()
                .toList();
    }

    @Test
    @Scenario(17)
    void aStoreThatIsAwayForThreeSlotsIsCaughtUpOnOnce() {
        open("retention: {last: 2}", "limits: {attempts: 20, timeoutSeconds: 30}");
        awaitReady(Condition.Status.TRUE, "LastBackupSucceeded");
        cluster.awaitCondition("BackupReady", Condition.Status.TRUE, "BackedUp");
        gateway.kill();
        Instant gone = Instant.now();
        List<String> good = succeeded();
        awaitReady(Condition.Status.FALSE, "BackupFailing");
        Condition failing = cluster.awaitCondition("BackupReady", Condition.Status.FALSE, "BackupFailing");
        assertThat(failing.message()).contains("the last good one is of ");
        System.out.println("while it is away: " + failing.message());
        Await.until(
                "three slots are over",
                DEADLINE,
                () -> Instant.now().isAfter(gone.truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofMinutes(4))));
        cluster.awaitCondition("Available", Condition.Status.TRUE, "QuorumServes");
        assertThat(succeeded()).as("the good ones stay").isEqualTo(good);
        assertThat(backups()).as("one that is tried, however many are due").hasSize(good.size() + 1);
        gateway.start();
        awaitReady(Condition.Status.TRUE, "LastBackupSucceeded");
        Await.until(
                "the two newest are kept",
                DEADLINE,
                () -> succeeded().size() == 2 && succeeded().stream().noneMatch(good::contains));
        System.out.println("after it is back: " + succeeded());
    }

    @Test
    void aKeyThatChangedIsTakenUp() {
        open("retention: {last: 1}", "limits: {attempts: 2, timeoutSeconds: 30}");
        awaitReady(Condition.Status.TRUE, "LastBackupSucceeded");
        gateway.kill();
        gateway.changeKey("another");
        gateway.start();
        awaitReady(Condition.Status.FALSE, "LastBackupFailed");
        System.out.println("with the old key: " + ready().orElseThrow().message());
        writeSecret();
        awaitReady(Condition.Status.TRUE, "LastBackupSucceeded");
    }

    @Test
    @Tag("long")
    void whatIsStoredIsTriedAndWhatDoesNotComeBackIsNotReady() throws IOException {
        open("drill: {schedule: \"* * * * *\", resources: {limits: {memory: 1Gi}}}");
        cluster.etcdctl().output("put", "tried", "and true");
        Await.until("a drill", DEADLINE, () -> status().drill() != null);
        EtcdBackupScheduleStatus.Drill drill = Objects.requireNonNull(status().drill());
        System.out.println("drill: " + drill);
        assertThat(drill.succeeded()).as(drill.message()).isTrue();
        assertThat(drill.message()).contains("HashKV").contains("is equal");
        assertThat(drill.keys()).isEqualTo(1);
        Path data = newestData();
        byte[] bytes = Files.readAllBytes(data);
        bytes[bytes.length / 2] ^= 1;
        Files.write(data, bytes);
        apply(
                "EtcdBackupSchedule",
                "minutely",
                "clusterName: clocked",
                "schedule: \"0 0 1 1 *\"",
                "store: " + store(),
                "drill: {schedule: \"* * * * *\"}");
        awaitReady(Condition.Status.FALSE, "DrillFailed");
        System.out.println("damaged: " + ready().orElseThrow().message());
        cluster.awaitCondition("BackupReady", Condition.Status.FALSE, "DrillFailed");
    }

    private Path newestData() {
        EtcdBackupStatus newest = backups().stream()
                .map(EtcdBackup::getStatus)
                .filter(s -> s != null && s.phase() == Phase.SUCCEEDED)
                .max(java.util.Comparator.comparing(s -> String.valueOf(s.path())))
                .orElseThrow();
        return gateway.file(BUCKET, "etcd/" + newest.path() + "/snapshot.db");
    }
}
