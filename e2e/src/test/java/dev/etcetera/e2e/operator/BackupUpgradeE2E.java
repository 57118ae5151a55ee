package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSchedule;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus.Phase;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A cluster that is backed up by the minute and continuously gets another release of etcd, and another key of the bucket, while
 * clients write: first of all what it has is stored, and no backup is lost or damaged on the way.
 */
@Tag("long")
class BackupUpgradeE2E extends BackedUpTest {
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final Duration SLOT = Duration.ofMinutes(1);
    private static final String STORAGE = "size: 1Gi, retentionPolicy: Delete";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmm").withZone(ZoneOffset.UTC);

    private final StoredBackups stored = new StoredBackups(gateway);

    BackupUpgradeE2E() {
        super("older");
    }

    @Test
    void whatThereIsIsStoredFirstAndEveryBackupOnTheWayIsWhole() {
        List<EtcdRelease> releases = EtcdRelease.loaded();
        EtcdRelease older = releases.getFirst();
        EtcdRelease newer = releases.getLast();
        cluster.mustApply(manifest(older));
        cluster.awaitSettled();
        schedule("minutely", "schedule: \"* * * * *\"", "limits: {attempts: 9}");
        schedule("always", "schedule: \"0 3 * * *\"", "continuous: {intervalSeconds: 2}");
        try (WriteLoad load = WriteLoad.onMembers(cluster).running()) {
            await("both schedules are ready", () -> ready("minutely") && ready("always"));
            upgrade(load, older, newer);
            String ours = manifest(new EtcdRelease("docker.io/etcetera/store:0.1.0", newer.version()));
            Map<String, String> before = cluster.podUids();
            cluster.mustApply(ours);
            cluster.awaitNewPods(before);
            cluster.awaitSettled();
            load.cut().report("over to our members, backed up by the minute and continuously");
            assertThat(precautions()).as("another image is no other version").hasSize(1);
            changeKey();
            load.stop();
            assertThat(load.failures()).isEmpty();
            load.assertNothingIsLost(cluster);
            everyMinuteIsStored();
            everythingComesBack(load);
        }
    }

    private String manifest(EtcdRelease release) {
        return cluster.manifest(
                3,
                STORAGE,
                "version: " + release.version(),
                "image: " + release.image(),
                "backup: {store: " + store() + "}");
    }

    private void schedule(String name, String... more) {
        apply(
                "EtcdBackupSchedule",
                name,
                Stream.concat(Stream.of("clusterName: older", "store: " + store()), Stream.of(more))
                        .toArray(String[]::new));
    }

    private void upgrade(WriteLoad load, EtcdRelease older, EtcdRelease newer) {
        Map<String, String> before = cluster.podUids();
        load.cut();
        long start = System.nanoTime();
        cluster.mustApply(manifest(newer));
        cluster.awaitNewPods(before);
        cluster.awaitSettled();
        load.cut().report("unmodified etcd %s to %s, stored before".formatted(older.minor(), newer.minor()));
        EtcdBackup precaution = precautions().getFirst();
        EtcdBackupStatus status = precaution.getStatus();
        assertThat(status.phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(status.etcdVersion()).as("of a member of the old version").isEqualTo(older.version());
        Instant stored = Instant.parse(Objects.requireNonNull(status.completionTime()));
        List<Instant> changed = cluster.pods().stream()
                .map(Pod::getMetadata)
                .map(m -> Instant.parse(m.getCreationTimestamp()))
                .sorted()
                .toList();
        System.out.printf(
                "upgrade in %.1f s; EtcdBackup %s stored at %s, members changed at %s%n",
                (System.nanoTime() - start) / 1e9, precaution.getMetadata().getName(), stored, changed);
        assertThat(changed).allMatch(moment -> !moment.isBefore(stored));
        verify(status);
    }

    /** Those that no schedule asked for. */
    private List<EtcdBackup> precautions() {
        return backups().stream()
                .filter(b -> !b.getMetadata().getName().startsWith("minutely-"))
                .toList();
    }

    private void changeKey() {
        Instant changed = Instant.now();
        gateway.kill();
        gateway.changeKey("another");
        gateway.start();
        await("the old key does not work any more", () -> !ready("always"));
        writeSecret();
        await(
                "both take up the new one",
                () -> ready("always")
                        && backups().stream()
                                .map(EtcdBackup::getStatus)
                                .anyMatch(s -> s != null
                                        && s.phase() == Phase.SUCCEEDED
                                        && started(s).isAfter(changed)));
        System.out.println("a new key was taken up after "
                + Duration.between(changed, Instant.now()).toSeconds() + " s");
    }

    /** A time is left out only while the backup of the one before it is still tried. */
    private void everyMinuteIsStored() {
        await(
                "those that run are over",
                () -> minutely().stream()
                        .map(EtcdBackup::getStatus)
                        .noneMatch(s ->
                                s == null || s.phase() == null || !s.phase().isFinal()));
        Kubernetes.must("-n", cluster.namespace(), "delete", "etcdbackupschedule", "minutely");
        List<EtcdBackup> all = minutely();
        all.forEach(b -> System.out.printf(
                "%s: %s, attempts %d, revision %d of etcd %s%n",
                b.getMetadata().getName(),
                b.getStatus().phase(),
                b.getStatus().attempts(),
                b.getStatus().revision(),
                b.getStatus().etcdVersion()));
        assertThat(all).allMatch(b -> b.getStatus().phase() == Phase.SUCCEEDED).hasSizeGreaterThan(2);
        all.forEach(b -> verify(b.getStatus()));
        Set<Instant> slots = all.stream().map(BackupUpgradeE2E::slot).collect(Collectors.toCollection(TreeSet::new));
        Instant last = slots.stream().max(Instant::compareTo).orElseThrow();
        for (Instant slot = slots.iterator().next(); slot.isBefore(last); slot = slot.plus(SLOT)) {
            Instant time = slot;
            assertThat(slots.contains(slot) || all.stream().anyMatch(b -> wasUnderWay(b, time)))
                    .as("%s is stored, or the one before was under way", slot)
                    .isTrue();
        }
    }

    private static boolean wasUnderWay(EtcdBackup backup, Instant slot) {
        Instant end = Instant.parse(Objects.requireNonNull(backup.getStatus().completionTime()));
        return slot(backup).isBefore(slot) && !end.isBefore(slot);
    }

    private static Instant slot(EtcdBackup backup) {
        String name = backup.getMetadata().getName();
        return TIME.parse(name.substring(name.lastIndexOf('-') + 1), Instant::from);
    }

    private static Instant started(EtcdBackupStatus status) {
        return Instant.parse(Objects.requireNonNull(status.startTime()));
    }

    private void everythingComesBack(WriteLoad load) {
        // The last interval.
        Await.pass(Duration.ofSeconds(4));
        TestCluster restored = new TestCluster(cluster.namespace(), "again");
        restored.mustApply(
                restored.manifest(1, STORAGE, TestCluster.PLAIN, "bootstrap: {restore: {scheduleName: always}}"));
        restored.awaitSettled();
        System.out.println(
                restored.condition("Restored").map(Condition::message).orElse(""));
        Set<String> there = Arrays.stream(restored.etcdctl()
                        .output("get", "load/", "--prefix", "--keys-only")
                        .split("\n+"))
                .collect(Collectors.toSet());
        assertThat(load.acknowledged().keySet()).allMatch(there::contains);
    }

    private void verify(EtcdBackupStatus status) {
        String path = Objects.requireNonNull(status.path());
        assertThat(stored.verified(path).path("sha256").asText()).isEqualTo(status.sha256());
    }

    private List<EtcdBackup> minutely() {
        return backups().stream()
                .filter(b -> b.getMetadata().getName().startsWith("minutely-"))
                .toList();
    }

    private boolean ready(String schedule) {
        return Optional.ofNullable(Kubernetes.client()
                        .resources(EtcdBackupSchedule.class)
                        .inNamespace(cluster.namespace())
                        .withName(schedule)
                        .get()
                        .getStatus())
                .flatMap(s -> Objects.requireNonNull(s.conditions()).stream().findFirst())
                .filter(c -> c.status() == Condition.Status.TRUE)
                .isPresent();
    }

    private List<EtcdBackup> backups() {
        return Kubernetes.client()
                .resources(EtcdBackup.class)
                .inNamespace(cluster.namespace())
                .list()
                .getItems();
    }

    private static void await(String what, java.util.function.BooleanSupplier condition) {
        Await.until(what, DEADLINE, condition);
    }
}
