package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Json;
import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSchedule;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupScheduleStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus.Phase;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The operator dies as by kill -9 right before and right after each of its effects while something is stored, deleted, tried or
 * restored, and whoever comes after it ends the job as if nothing had been: one backup, whole, taken once.
 */
@Tag("long")
class BackupDeathE2E extends BackedUpTest {
    private static final Duration DEADLINE = Duration.ofMinutes(12);
    private static final String STORAGE = "size: 1Gi, retentionPolicy: Delete";

    private final StoredBackups stored = new StoredBackups(gateway);
    private HostOperator operator;

    /** What there is to do. */
    enum Job {
        /** An EtcdBackup, and its deletion with what is stored. */
        BACKUP,
        /** Two times of a schedule that keeps one backup, and a drill. */
        SCHEDULE,
        /** The birth of three members from a backup. */
        RESTORE
    }

    BackupDeathE2E() {
        super("hard");
    }

    @BeforeEach
    void takeOver() {
        operator = new HostOperator();
    }

    @AfterEach
    void handBack() {
        operator.close();
    }

    @Test
    void backupIsTakenOnceAndGoesWithWhatItStored() {
        dieAtEveryEffect(Job.BACKUP);
    }

    @Test
    void scheduleTakesEachOfItsTimesKeepsTheNewestAndTriesIt() {
        dieAtEveryEffect(Job.SCHEDULE);
    }

    @Test
    void clusterIsBornFromABackup() {
        dieAtEveryEffect(Job.RESTORE);
    }

    private void dieAtEveryEffect(Job job) {
        DeathRun.everywhere(job.toString(), (_, ends) -> run(job, ends), UnaryOperator.identity());
    }

    private DeathRun run(Job job, IntFunction<String> ends) {
        operator.start();
        cluster.mustApply(cluster.manifest(1, STORAGE, TestCluster.PLAIN));
        cluster.awaitSettled();
        cluster.etcdctl().output("put", "sound", "data");
        if (job == Job.RESTORE) {
            backup("good", "store: " + store(), "deletionPolicy: Delete").await(Phase.SUCCEEDED);
            Await.until(
                    "its Pod is gone", Duration.ofMinutes(1), () -> programs().isEmpty());
        }
        int begin = operator.lines().size();
        Deaths deaths = new Deaths(operator, ends);
        Map<String, String> end = new TreeMap<>();
        switch (job) {
            case BACKUP -> storeAndDelete(deaths, end);
            case SCHEDULE -> keepOneAndTryIt(deaths, end);
            case RESTORE -> restore(deaths, end);
        }
        List<String> effects = effects(operator.lines().stream().skip(begin));
        clear();
        return new DeathRun(new EndState(end), effects, deaths.met());
    }

    /** Those that this test's namespace has to do with. */
    private List<String> effects(Stream<String> lines) {
        return Deaths.effects(lines.filter(l -> l.contains(cluster.namespace()) || l.contains(" MEMBER "))
                .toList());
    }

    /** The next run's trace shall be about its own work alone. */
    private void clear() {
        operator.kill();
        operator.start();
        Kubernetes.must("-n", cluster.namespace(), "delete", "etcdbackupschedule", "--all", "--timeout=90s");
        backups()
                .forEach(b -> Kubernetes.must(
                        "-n",
                        cluster.namespace(),
                        "patch",
                        "etcdbackup",
                        b.getMetadata().getName(),
                        "--type=merge",
                        "--patch={\"spec\":{\"deletionPolicy\":\"Delete\"}}"));
        Kubernetes.must("-n", cluster.namespace(), "delete", "etcdbackup", "--all", "--timeout=90s");
        Kubernetes.must("-n", cluster.namespace(), "delete", "etcdcluster", "--all", "--timeout=120s");
        operator.kill();
        assertThat(stored.objects()).isEmpty();
    }

    private void storeAndDelete(Deaths deaths, Map<String, String> end) {
        TestBackup one = backup("one", "store: " + store(), "deletionPolicy: Delete");
        deaths.await(
                "it is stored",
                DEADLINE,
                () -> one.status().filter(s -> s.phase() == Phase.SUCCEEDED).isPresent()
                        && programs().isEmpty());
        noteBackups(end);
        Kubernetes.must("-n", cluster.namespace(), "delete", "etcdbackup", "one", "--wait=false");
        deaths.await(
                "it is deleted",
                DEADLINE,
                () -> one.get().isEmpty() && programs().isEmpty());
        end.put("objects in the end", stored.objects().toString());
    }

    private void keepOneAndTryIt(Deaths deaths, Map<String, String> end) {
        ZonedDateTime first = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(75);
        apply(
                "EtcdBackupSchedule",
                "twice",
                "clusterName: hard",
                "schedule: \"%d,%d * * * *\""
                        .formatted(first.getMinute(), first.plusMinutes(2).getMinute()),
                "drill: {schedule: \"%d * * * *\", resources: {limits: {memory: 1Gi}}}"
                        .formatted(first.plusMinutes(3).getMinute()),
                "store: " + store(),
                "retention: {last: 1}");
        String second = "twice-" + time(first.plusMinutes(2));
        deaths.await(
                "the second one alone is there, and was tried",
                DEADLINE,
                () -> backups().size() == 1
                        && backups().getFirst().getMetadata().getName().equals(second)
                        && schedule().map(EtcdBackupScheduleStatus::drill).isPresent()
                        && programs().isEmpty());
        noteBackups(end);
        EtcdBackupScheduleStatus status = schedule().orElseThrow();
        EtcdBackupScheduleStatus.Drill drill = Objects.requireNonNull(status.drill());
        end.put("drill", "%s, %d keys at revision %d".formatted(drill.succeeded(), drill.keys(), drill.revision()));
        assertThat(drill.scheduleTime())
                .contains(":%02d:00".formatted(first.plusMinutes(3).getMinute()));
        assertThat(status.lastBackup()).isEqualTo(stored.names().getFirst());
        assertThat(status.lastScheduleTime())
                .contains(":%02d:00".formatted(first.plusMinutes(2).getMinute()));
        Condition ready = Objects.requireNonNull(status.conditions()).getFirst();
        end.put("schedule", ready.type() + "=" + ready.status() + " " + ready.reason());
    }

    private static String time(ZonedDateTime slot) {
        return "%tY%<tm%<td%<tH%<tM".formatted(slot);
    }

    private void restore(Deaths deaths, Map<String, String> end) {
        TestCluster again = new TestCluster(cluster.namespace(), "again");
        again.mustApply(again.manifest(3, STORAGE, TestCluster.PLAIN, "bootstrap: {restore: {backupName: good}}"));
        deaths.await(
                "three members serve",
                DEADLINE,
                () -> again.members().size() == 3 && again.pods().size() == 3 && again.isSettled());
        end.putAll(EndState.of(again).parts());
        JsonNode said = Json.parse(again.condition("Restored").orElseThrow().message());
        end.put("restored", said.path("base").asText() + " at revision " + said.path("revision"));
        end.put("key", again.etcdctl().output("get", "sound"));
        end.put("backups", String.valueOf(stored.names().size()));
    }

    private void noteBackups(Map<String, String> end) {
        end.put(
                "EtcdBackups",
                backups().stream()
                        .map(EtcdBackup::getStatus)
                        .map(s -> s.phase() + " of revision " + s.revision() + ", attempts " + s.attempts())
                        .toList()
                        .toString());
        assertThat(stored.names())
                .isEqualTo(backups().stream()
                        .map(EtcdBackup::getStatus)
                        .map(EtcdBackupStatus::path)
                        .toList());
        assertThat(stored.objects()).hasSize(3 * stored.names().size());
        end.put(
                "verified",
                stored.names().stream()
                        .map(name -> stored.verified(name).path("revision").asText())
                        .toList()
                        .toString());
        end.put("parts of uploads", stored.parts().toString());
    }

    private List<EtcdBackup> backups() {
        return Kubernetes.client()
                .resources(EtcdBackup.class)
                .inNamespace(cluster.namespace())
                .list()
                .getItems();
    }

    private Optional<EtcdBackupScheduleStatus> schedule() {
        return Optional.ofNullable(Kubernetes.client()
                .resources(EtcdBackupSchedule.class)
                .inNamespace(cluster.namespace())
                .withName("twice")
                .get()
                .getStatus());
    }

    /** The program's Pods that are left. */
    private List<Pod> programs() {
        return Kubernetes.client()
                .pods()
                .inNamespace(cluster.namespace())
                .withLabel("app.kubernetes.io/name", "etcetera-backup")
                .list()
                .getItems();
    }
}
