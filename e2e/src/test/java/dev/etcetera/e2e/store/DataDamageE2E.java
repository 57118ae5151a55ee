package dev.etcetera.e2e.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.ProcessCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Damage to .snap files and to the database: what the log makes up for does not keep a member from starting, everything else
 * is refused in one line that says what to do.
 */
class DataDamageE2E {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int KEYS = 60;
    private static final String CHECKPOINTS = "--snapshot-count=10";

    @Test
    void aDamagedSnapshotFileIsPutAsideAndTheMemberStarts() throws IOException {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1, CHECKPOINTS)) {
            fill(cluster, 0);
            Member member = cluster.member(0);
            List<Damage> damages = List.of(
                    file -> WalFiles.flipBit(file, Files.size(file) - 3),
                    file -> WalFiles.setLength(file, Files.size(file) / 2),
                    file -> WalFiles.setLength(file, 0));
            for (Damage damage : damages) {
                member.stop();
                List<Path> files = files(member, "snap", ".snap");
                assertThat(files).hasSizeGreaterThan(1);
                Path newest = files.getLast();
                damage.strike(newest);
                start(member);
                assertThat(newest).doesNotExist();
                assertThat(newest.resolveSibling(newest.getFileName() + ".broken"))
                        .exists();
                assertThat(member.log())
                        .contains(
                                "\"msg\":\"put aside a damaged .snap file, which this start does not need\",\"path\":\""
                                        + newest + ".broken\"");
                assertHolds(cluster, KEYS);
            }
        }
    }

    @Test
    void aDatabaseOlderThanTheSnapshotIsRefusedWhenThatDidNotBringOne() throws IOException {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1, CHECKPOINTS)) {
            Member member = cluster.member(0);
            Path backend = member.dataDirectory().resolve("member/backend");
            fill(cluster, 0);
            member.stop();
            copy(backend, backend.resolveSibling("old"));
            start(member);
            fill(cluster, KEYS);
            member.stop();
            Files.move(backend, backend.resolveSibling("whole"));
            Files.move(backend.resolveSibling("old"), backend);
            assertThat(Refusal.of(member).reason())
                    .contains(
                            "failed to find database snapshot file (snap: snapshot file doesn't exist)",
                            backend.toString(),
                            "part of the data directory was lost",
                            Refusal.ADVICE);
            delete(backend);
            assertThat(Refusal.of(member).reason())
                    .contains("holds entries up to 0", "part of the data directory was lost", Refusal.ADVICE);
            delete(backend);
            Files.move(backend.resolveSibling("whole"), backend);
            start(member);
            assertHolds(cluster, 2 * KEYS);
        }
    }

    /** A log from its beginning on makes up for any database. */
    @Test
    void aDatabaseThatIsGoneIsMadeAgainOfTheWholeLog() throws IOException {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1)) {
            fill(cluster, 0);
            Member member = cluster.member(0);
            String hash = hashOf(cluster);
            member.stop();
            delete(member.dataDirectory().resolve("member/backend"));
            start(member);
            assertHolds(cluster, KEYS);
            assertThat(hashOf(cluster)).isEqualTo(hash);
        }
    }

    @Test
    void aDamagedDatabaseIsRefusedOrWhole() throws IOException {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1)) {
            fill(cluster, 0);
            Member member = cluster.member(0);
            String hash = hashOf(cluster);
            member.stop();
            Path backend = member.dataDirectory().resolve("member/backend");
            Path whole = backend.resolveSibling("whole");
            copy(backend, whole);
            Random random = new Random(5);
            List<Damage> damages = List.of(
                    file -> WalFiles.setLength(file, Files.size(file) - 100),
                    file -> WalFiles.setLength(file, Files.size(file) / 2),
                    file -> WalFiles.setLength(file, 0),
                    file -> WalFiles.write(file, 0, new byte[(int) Files.size(file)]),
                    file -> WalFiles.write(file, 0, noise(random, (int) Files.size(file))),
                    file -> WalFiles.write(file, Files.size(file) - 400, noise(random, 400)),
                    file -> WalFiles.setLength(file, 9 << 20),
                    file -> Files.move(file, file.resolveSibling("00000001000.xd")));
            int refused = 0;
            for (Damage damage : damages) {
                damage.strike(files(member, "backend", ".xd").getLast());
                refused += refusedOrWhole(cluster, hash);
                delete(backend);
                copy(whole, backend);
            }
            System.out.printf("%d of %d damages refused, the others made up for%n", refused, damages.size());
            assertThat(refused).isPositive();
            start(member);
            assertHolds(cluster, KEYS);
        }
    }

    private static int refusedOrWhole(ProcessCluster cluster, String hash) {
        Member member = cluster.member(0);
        boolean[] serves = {false};
        member.start();
        Await.until("it serves or ends", SOON, () -> {
            serves[0] = member.isHealthy();
            return serves[0] || !member.isAlive();
        });
        if (serves[0]) {
            assertThat(hashOf(cluster)).isEqualTo(hash);
            assertHolds(cluster, KEYS);
            member.stop();
            return 0;
        }
        assertThat(Refusal.of(member).reason())
                .contains(
                        "the database in " + member.dataDirectory().resolve("member/backend") + " is damaged: ",
                        "move this directory away and start again: the log holds everything");
        return 1;
    }

    @FunctionalInterface
    private interface Damage {
        void strike(Path file) throws IOException;
    }

    private static byte[] noise(Random random, int bytes) {
        byte[] noise = new byte[bytes];
        random.nextBytes(noise);
        return noise;
    }

    private static void start(Member member) {
        member.start();
        member.awaitHealthy(SOON);
    }

    private static void fill(ProcessCluster cluster, int from) {
        for (int i = from; i < from + KEYS; i++) {
            cluster.etcdctl().output("put", "key/" + i, "value");
        }
    }

    private static void assertHolds(ProcessCluster cluster, int keys) {
        assertThat(cluster.etcdctl().output("get", "key/", "--prefix", "--count-only", "-w", "fields"))
                .contains("\"Count\" : " + keys);
    }

    /** Hash and revision of the one member, once it has applied what its log holds. */
    private static String hashOf(ProcessCluster cluster) {
        cluster.etcdctl().output("get", "anything");
        String[] fields = cluster.etcdctl().output("endpoint", "hashkv").strip().split(", ", -1);
        return fields[1] + " at " + fields[2];
    }

    private static List<Path> files(Member member, String directory, String suffix) {
        try (Stream<Path> files =
                Files.list(member.dataDirectory().resolve("member").resolve(directory))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        run("cp", "-r", from.toString(), to.toString());
    }

    private static void delete(Path directory) {
        run("rm", "-r", directory.toString());
    }

    private static void run(String... words) {
        Command.Result result = new Command(List.of(words)).run();
        assertThat(result.exit()).as(result.toString()).isZero();
    }
}
