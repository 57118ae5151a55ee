package dev.etcetera.e2e.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Json;
import dev.etcetera.e2e.framework.ProcessCluster;
import dev.etcetera.e2e.framework.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Any revision and any moment of a cluster that is followed comes back exactly: etcdutl's HashKV of it is the member's own. */
class PointInTimeE2E extends BackupTest {
    @Test
    void someRevisionsAndMomentsComeBack() {
        comesBack(Implementation.ETCETERA, 4, 6);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void manyRevisionsAndMomentsComeBack(Implementation implementation) {
        comesBack(implementation, 50, 20);
    }

    private void comesBack(Implementation implementation, int revisions, int times) {
        Random random = new Random(17);
        try (ProcessCluster cluster = ProcessCluster.start(implementation, 1);
                Scribe scribe = new Scribe(cluster.member(0), random)) {
            scribe.write(30);
            Process follower = program.start(following(cluster, "--interval=1", "--full-every=2"));
            awaitFull();
            long first = scribe.revision();
            for (int i = 0; i < times; i++) {
                scribe.write(20);
                scribe.rest();
            }
            long last = scribe.revision();
            end(follower);
            assertThat(manifests()).as("full backups").hasSizeGreaterThan(1);
            for (Scribe.Rest rest : scribe.rests()) {
                JsonNode restored = restored("--time=" + rest.middle());
                assertThat(restored.path("revision").asLong())
                        .as("%s of %s", rest, scribe.rests())
                        .isEqualTo(rest.revision());
            }
            for (int i = 0; i < revisions; i++) {
                long revision = i == 0 ? last : random.nextLong(first, last + 1);
                assertThat(restored("--revision=" + revision).path("revision").asLong())
                        .isEqualTo(revision);
                assertThat(etcdutlHash(revision))
                        .as("HashKV of revision %d", revision)
                        .isEqualTo(scribe.hash(revision));
            }
            assertThat(refusal("--revision=" + (last + 1)))
                    .contains("restore: revision " + (last + 1) + " is not there: ", "end with revision " + last);
            assertThat(refusal("--time=2020-01-01T00:00:00Z"))
                    .contains("restore: 2020-01-01T00:00:00Z is before the oldest backup: ");
        }
    }

    /** Nothing but what came in the last interval may be missing. */
    @Test
    @Tag("long")
    void allIsLostAtOnceAndAlmostNothingIsMissing() {
        long acknowledged;
        long before = 0;
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 3);
                Scribe scribe = new Scribe(cluster.member(0), new Random(3))) {
            scribe.write(10);
            Process follower = program.start(following(cluster, "--interval=1"));
            awaitFull();
            Instant end = Instant.now().plusSeconds(10);
            Instant bound = end.minusSeconds(3);
            while (Instant.now().isBefore(end)) {
                scribe.write(5);
                before = Instant.now().isBefore(bound) ? scribe.revision() : before;
            }
            acknowledged = scribe.revision();
            cluster.members().forEach(m -> m.kill());
            follower.destroyForcibly().onExit().join();
        }
        long restored = restored().path("revision").asLong();
        System.out.printf(
                "%d revisions acknowledged, %d three seconds before the end, %d restored%n",
                acknowledged, before, restored);
        assertThat(restored).isBetween(before, acknowledged);
    }

    @Test
    @Tag("long")
    void gapIsFoundNamedAndEndedByAFullBackup() throws Exception {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1);
                Scribe scribe = new Scribe(cluster.member(0), new Random(5))) {
            scribe.write(10);
            Process follower = program.start(following(cluster, "--interval=1"));
            awaitFull();
            scribe.write(50);
            end(follower);
            long covered = restored().path("revision").asLong();
            assertThat(covered).isEqualTo(scribe.revision());
            scribe.write(20);
            cluster.etcdctl().output("compaction", Long.toString(scribe.revision()));
            follower = program.start(following(cluster, "--interval=1"));
            Await.until("a second full backup", SOON, () -> manifests().size() == 2);
            scribe.write(20);
            end(follower);
            assertThat(restored().path("revision").asLong()).isEqualTo(scribe.revision());
            assertThat(restored("--revision=" + covered).path("revision").asLong())
                    .isEqualTo(covered);
            assertThat(refusal("--revision=" + (covered + 5)))
                    .contains("revision " + (covered + 5) + " is not there: ", "end with revision " + covered);
        }
    }

    @Test
    void damagedDeltasAreNamedAndNeverRestored() throws Exception {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1);
                Scribe scribe = new Scribe(cluster.member(0), new Random(7))) {
            Process follower = program.start(following(cluster, "--interval=1"));
            awaitFull();
            for (int i = 0; i < 4; i++) {
                scribe.write(10);
                Await.pass(Duration.ofMillis(1500));
            }
            end(follower);
        }
        List<Path> deltas = deltas();
        assertThat(deltas).hasSizeGreaterThan(2);
        Path middle = deltas.get(1);
        byte[] whole = Files.readAllBytes(middle);

        byte[] flipped = whole.clone();
        flipped[whole.length - 5] ^= 1;
        Files.write(middle, flipped);
        assertThat(refusal()).contains(middle.getFileName() + " is damaged: its SHA-256 is ");

        Files.write(middle, Arrays.copyOf(whole, whole.length - 9));
        assertThat(refusal()).contains(middle.getFileName() + " has ", " bytes, its header says ");

        Files.write(middle, Files.readAllBytes(deltas.get(2)));
        assertThat(refusal()).contains("are missing behind backup ");

        Files.delete(middle);
        assertThat(refusal()).contains("are missing behind backup ");
    }

    private String[] following(ProcessCluster cluster, String... more) {
        return Stream.concat(
                        Stream.of("follow", endpoint(cluster.member(0)), "--chain=all", "--writer=me"), Stream.of(more))
                .toArray(String[]::new);
    }

    private void awaitFull() {
        Await.until("a full backup", SOON, () -> !manifests().isEmpty());
    }

    private List<String> manifests() {
        return program.run("list").out().lines().toList();
    }

    /** As when its Pod is stopped. */
    private static void end(Process follower) {
        follower.destroy();
        follower.onExit().join();
    }

    private List<Path> deltas() throws IOException {
        try (Stream<Path> files = Files.walk(gateway.file(BUCKET, "clusters/all"))) {
            return files.filter(f -> f.toString().contains("/deltas/")).sorted().toList();
        }
    }

    private static Path out() {
        return Project.root().resolve("e2e/target/restored.db");
    }

    private JsonNode restored(String... target) {
        Command.Result result = restore(target);
        assertThat(result.exit()).as(result.toString()).isZero();
        return Json.parse(result.out());
    }

    private String refusal(String... target) {
        Command.Result result = restore(target);
        assertThat(result.exit()).as(result.toString()).isEqualTo(1);
        assertThat(out()).doesNotExist();
        return result.err();
    }

    private Command.Result restore(String... target) {
        try {
            Files.deleteIfExists(out());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return program.run(Stream.concat(Stream.of("restore", "--chain=all", "--out=" + out()), Stream.of(target))
                .toArray(String[]::new));
    }

    private static long etcdutlHash(long revision) {
        return etcdutl("hashkv", out().toString(), "--rev=" + revision)
                .path("hash")
                .asLong();
    }
}
