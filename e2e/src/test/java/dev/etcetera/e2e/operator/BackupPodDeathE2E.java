package dev.etcetera.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus.Phase;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever stores a backup, and whoever is read for it, dies in the middle: it is attempted again, and one is stored, whole. */
@Tag("long")
class BackupPodDeathE2E extends BackedUpTest {
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final long MOMENT_NANOS = 300_000;
    private static final int MEBIBYTES = 48;
    private static final String SLOWLY = "limits: {bytesPerSecond: 8000000, attempts: 4}";
    private static final String MEMBER_PORT = ":094B";

    private final StoredBackups stored = new StoredBackups(gateway);

    /** How far a backup is when its Pod dies. */
    private enum Moment {
        BEGUN,
        IN_THE_MIDDLE,
        DATA_WITHOUT_MANIFEST,
        MANIFEST_BEFORE_ITS_END
    }

    BackupPodDeathE2E() {
        super("large");
    }

    private void open(int replicas) {
        cluster.mustApply(cluster.manifest(replicas, "size: 1Gi, retentionPolicy: Delete", TestCluster.PLAIN));
        cluster.awaitSettled();
        String large = "x".repeat(1 << 20);
        for (int i = 0; i < MEBIBYTES; i++) {
            cluster.etcdctl().run(List.of("put", "large-" + i), large);
        }
    }

    @Test
    void programThatIsKilledIsFollowedByAnotherThatEndsItsWork() {
        open(1);
        for (Moment moment : Moment.values()) {
            String name = "killed-" + word(moment);
            TestBackup backup = backup(name, "store: " + store(), SLOWLY, "deletionPolicy: Delete");
            ProcessHandle program = program(name + "-1");
            at(moment, name);
            program.destroyForcibly();
            boolean hit = met(moment, name);
            EtcdBackupStatus status = backup.await(Phase.SUCCEEDED);
            check(moment + (hit ? "" : " (missed)") + ", kill -9", status);
            assertThat(hit).as("killed when it was %s", moment).isTrue();
            assertThat(status.attempts()).isEqualTo(2);
            backup.delete();
            assertThat(stored.objects()).isEmpty();
        }
    }

    @Test
    void podThatIsTakenAwayIsMadeAnewAndEndsItsWork() {
        open(1);
        for (Moment moment : Moment.values()) {
            String name = "taken-" + word(moment);
            TestBackup backup = backup(name, "store: " + store(), SLOWLY, "deletionPolicy: Delete");
            program(name + "-1");
            at(moment, name);
            Kubernetes.client()
                    .pods()
                    .inNamespace(cluster.namespace())
                    .withName(name + "-1")
                    .withGracePeriod(0)
                    .delete();
            check(moment + ", Pod deleted without grace", backup.await(Phase.SUCCEEDED));
            backup.delete();
            assertThat(stored.objects()).isEmpty();
        }
    }

    @Test
    void whatIsLeftOfOneThatIsNotTriedAgainIsNoBackupAndGoesWithIt() {
        open(1);
        TestBackup backup = backup(
                "once",
                "store: " + store(),
                "limits: {bytesPerSecond: 8000000, attempts: 1}",
                "deletionPolicy: Delete");
        ProcessHandle program = program("once-1");
        at(Moment.IN_THE_MIDDLE, "once");
        program.destroyForcibly();
        EtcdBackupStatus status = backup.await(Phase.FAILED);
        System.out.printf("%s; objects %s, parts %s%n", status.message(), stored.objects(), stored.parts());
        assertThat(status.message()).contains("137");
        assertThat(stored.objects()).containsExactly(folder("once") + "/writer");
        backup.delete();
        assertThat(stored.objects()).isEmpty();
        assertThat(stored.parts()).isEmpty();
    }

    @Test
    void anotherMemberIsReadWhenTheFirstOneIsKilled() {
        open(3);
        TestBackup backup = backup("read", "store: " + store(), SLOWLY);
        ProcessHandle program = program("read-1");
        at(Moment.IN_THE_MIDDLE, "read");
        Pod member = memberReadBy(program);
        MemberProcess.kill(member);
        EtcdBackupStatus status = backup.await(Phase.SUCCEEDED);
        check("member " + member.getMetadata().getName() + " killed while it was read", status);
        assertThat(status.attempts()).isEqualTo(2);
        String events = Kubernetes.must("-n", cluster.namespace(), "get", "events");
        System.out.println(
                events.lines().filter(l -> l.contains("etcdbackup/read")).toList());
        assertThat(events).contains("did not give a snapshot").contains("attempt 2");
        cluster.awaitSettled();
    }

    private static String word(Moment moment) {
        return moment.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Of a Pod that is made in these moments. */
    private ProcessHandle program(String pod) {
        return Await.value(
                "the program of Pod " + pod,
                DEADLINE,
                () -> Optional.ofNullable(Kubernetes.client()
                                .pods()
                                .inNamespace(cluster.namespace())
                                .withName(pod)
                                .get())
                        .flatMap(MemberProcess::find));
    }

    private void at(Moment moment, String backup) {
        switch (moment) {
            case BEGUN -> {}
            case IN_THE_MIDDLE ->
                Await.until("two parts", DEADLINE, () -> stored.parts().size() >= 2);
            // Milliseconds count.
            case DATA_WITHOUT_MANIFEST -> spin(() -> Files.exists(stored.data(folder(backup))));
            case MANIFEST_BEFORE_ITS_END -> spin(() -> Files.exists(stored.manifest(folder(backup))));
        }
    }

    private boolean met(Moment moment, String backup) {
        return switch (moment) {
            case BEGUN -> stored.parts().isEmpty() && !Files.exists(stored.data(folder(backup)));
            case IN_THE_MIDDLE -> !Files.exists(stored.data(folder(backup)));
            case DATA_WITHOUT_MANIFEST -> !Files.exists(stored.manifest(folder(backup)));
            case MANIFEST_BEFORE_ITS_END -> true;
        };
    }

    private String folder(String backup) {
        return cluster.namespace() + "/" + cluster.name() + "/" + backup;
    }

    private static void spin(BooleanSupplier condition) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(MOMENT_NANOS);
        }
    }

    private void check(String what, EtcdBackupStatus status) {
        String path = Objects.requireNonNull(status.path());
        List<String> parts = stored.parts();
        System.out.printf(
                "%s: attempts %d, revision %d, %d bytes; %s; parts of unfinished uploads: %s%n",
                what, status.attempts(), status.revision(), status.sizeBytes(), stored.objects(), parts);
        assertThat(stored.names()).as(what).containsExactly(path);
        assertThat(stored.objects()).as(what).hasSize(3);
        assertThat(stored.verified(path).path("sha256").asText()).isEqualTo(status.sha256());
        assertThat(parts).as(what).isEmpty();
        Await.until(
                "no Pod is left",
                DEADLINE,
                () -> Kubernetes.client()
                        .pods()
                        .inNamespace(cluster.namespace())
                        .withLabel("app.kubernetes.io/name", "etcetera-backup")
                        .list()
                        .getItems()
                        .isEmpty());
    }

    /** The member with which the program has its connection. */
    private Pod memberReadBy(ProcessHandle program) {
        List<String> peers = connections(program);
        return cluster.pods().stream()
                .filter(p -> peers.contains(hexadecimal(p.getStatus().getPodIP())))
                .reduce((_, _) -> {
                    throw new AssertionError("it has connections with several: " + peers);
                })
                .orElseThrow(() -> new AssertionError("it has connections with none: " + peers));
    }

    // Where a connection goes: its address as the kernel writes it, whichever family its socket is of.
    private static List<String> connections(ProcessHandle program) {
        Path network = Path.of("/proc", Long.toString(program.pid()), "net");
        return List.of("tcp", "tcp6").stream()
                .flatMap(table -> lines(network.resolve(table)).stream())
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words[2].endsWith(MEMBER_PORT) && words[3].equals("01"))
                .map(words -> words[2].substring(0, words[2].length() - MEMBER_PORT.length()))
                .map(address -> address.substring(address.length() - 8))
                .toList();
    }

    private static String hexadecimal(String address) {
        return Arrays.stream(address.split("\\."))
                .map(part -> "%02X".formatted(Integer.parseInt(part)))
                .reduce("", (others, first) -> first + others);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
