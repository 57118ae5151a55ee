package dev.etcetera.e2e.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Jetcd;
import dev.etcetera.e2e.framework.Json;
import dev.etcetera.e2e.framework.Member;
import dev.etcetera.e2e.framework.ProcessCluster;
import dev.etcetera.e2e.framework.Project;
import io.etcd.jetcd.Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Backups from members of both kinds to a real S3 server; etcdutl says what is in them. */
class BackupE2E extends BackupTest {
    /** Twenty values of a megabyte: several parts of an upload. */
    private static final int VALUES = 20;

    /** Bytes into what is sent on a connection. */
    private static final long IN_A_PART = 5_000_000;

    private static final String SLOW = "--bytes-per-second=2000000";

    @ParameterizedTest
    @EnumSource
    void backupOfAMemberThatIsWrittenToIsWhatItsManifestSays(Implementation implementation) throws Exception {
        try (ProcessCluster cluster = ProcessCluster.start(implementation, 1)) {
            fill(cluster);
            AtomicBoolean written = new AtomicBoolean();
            Thread writer = Thread.ofVirtual().start(() -> {
                while (!written.get()) {
                    cluster.etcdctl().output("put", "meanwhile", "x");
                }
            });
            JsonNode manifest = save(cluster.member(0), "one");
            written.set(true);
            writer.join();
            JsonNode status = etcdutlStatus("one");
            if (implementation == Implementation.ETCETERA) {
                assertThat(manifest.path("revisionAtMost").asLong())
                        .isEqualTo(manifest.path("revision").asLong());
                assertThat(status.path("revision").asLong())
                        .isEqualTo(manifest.path("revision").asLong());
                assertThat(manifest.at("/hash/hash").asLong()).isPositive();
            } else {
                assertThat(status.path("revision").asLong())
                        .isBetween(
                                manifest.path("revision").asLong(),
                                manifest.path("revisionAtMost").asLong());
            }
            assertThat(program.run("list").out())
                    .isEqualTo(program.run("verify", "--name=one").out());
        }
    }

    @Test
    void whoeverIsKilledInTheMiddleLeavesNothingThatCountsAndBeginsAgain() {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1)) {
            fill(cluster);
            Process killed = program.start(saving(cluster.member(0), "two", "me", SLOW));
            awaitParts();
            killed.destroyForcibly().onExit().join();
            assertThat(program.run("list").out()).isEmpty();
            Command.Result other = program.run(saving(cluster.member(0), "two", "you"));
            assertThat(other.exit()).isEqualTo(5);
            assertThat(other.err()).endsWith("save: backup two of another writer (me) is there already\n");
            save(cluster.member(0), "two");
            assertThat(parts()).as("what the killed one had sent").isEmpty();
            assertThat(etcdutlStatus("two").path("totalKey").asInt()).isEqualTo(VALUES);
        }
    }

    @Test
    void partThatIsDamagedOnItsWayIsRefusedByTheStore() throws IOException {
        int port = URI.create(gateway.url()).getPort();
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1);
                DamagingLine line = new DamagingLine(port, IN_A_PART)) {
            fill(cluster);
            Command.Result damaged =
                    new BackupProgram(gateway, BUCKET, line.url()).run(saving(cluster.member(0), "four", "me"));
            assertThat(line.hasDamaged()).isTrue();
            assertThat(damaged.exit()).isEqualTo(1);
            assertThat(damaged.err()).contains("save: cannot write a part of four/snapshot.db", "did not match");
            assertThat(program.run("list").out()).isEmpty();
            assertThat(parts()).isEmpty();
            save(cluster.member(0), "four");
            assertThat(etcdutlStatus("four").path("totalKey").asInt()).isEqualTo(VALUES);
        }
    }

    @Test
    @Tag("long")
    void bucketThatGoesAwayAndMemberThatDoesAreNamed() {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1)) {
            fill(cluster);
            Process saving = program.start(saving(cluster.member(0), "three", "me", SLOW));
            awaitParts();
            gateway.kill();
            assertThat(saving.onExit().join().exitValue()).isEqualTo(1);
            gateway.start();
            saving = program.start(saving(cluster.member(0), "three", "me", SLOW));
            awaitParts();
            cluster.member(0).kill();
            assertThat(saving.onExit().join().exitValue()).isEqualTo(1);
            Command.Result dead = program.run(saving(cluster.member(0), "three", "me"));
            assertThat(dead.err()).contains("save: member ", " did not give its status: ", "UNAVAILABLE");
            cluster.member(0).start();
            cluster.awaitHealthy();
            assertThat(program.run("list").out()).isEmpty();
            save(cluster.member(0), "three");
        }
        Command.Result nowhere = new BackupProgram(gateway, "elsewhere").run("list");
        assertThat(nowhere.exit()).isEqualTo(1);
        assertThat(nowhere.err()).contains("list: cannot list  in bucket elsewhere of " + gateway.url() + ": ");
    }

    @Test
    void damagedObjectsAreFoundAndNeverFetched() throws IOException {
        try (ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1)) {
            fill(cluster);
            save(cluster.member(0), "whole");
            cluster.etcdctl().output("put", "more", "x");
            save(cluster.member(0), "other");
        }
        Path data = gateway.file(BUCKET, "clusters/whole/snapshot.db");
        byte[] whole = Files.readAllBytes(data);
        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= 1;
        byte[] another = Files.readAllBytes(gateway.file(BUCKET, "clusters/other/snapshot.db"));
        Map<byte[], String> damages = Map.of(
                flipped,
                "snapshot.db is damaged: its SHA-256 is ",
                Arrays.copyOf(whole, 9_000_000),
                "has 9000000 bytes, its manifest says ",
                another,
                "has " + another.length + " bytes, its manifest says " + whole.length);
        for (Map.Entry<byte[], String> damage : damages.entrySet()) {
            Files.write(data, damage.getKey());
            assertThat(program.run("verify", "--name=whole").err()).contains(damage.getValue());
            Path out = Project.newDirectory("fetched").resolve("backup.db");
            assertThat(program.run("fetch", "--name=whole", "--out=" + out).exit())
                    .isEqualTo(1);
            assertThat(out).doesNotExist();
            assertThat(out.resolveSibling("backup.db.part")).doesNotExist();
        }
        Files.delete(data);
        assertThat(program.run("verify", "--name=whole").err()).contains("whole/snapshot.db is missing");
        assertThat(program.run("verify", "--name=other").exit()).isZero();
    }

    private static void fill(ProcessCluster cluster) {
        try (Client client = Jetcd.client(List.of(cluster.member(0).endpoint()))) {
            for (int i = 0; i < VALUES; i++) {
                Jetcd.get(client.getKVClient()
                        .put(
                                Jetcd.bytes("key-" + i),
                                Jetcd.bytes(Integer.toString(i % 10).repeat(1_000_000))));
            }
        }
    }

    private static String[] saving(Member member, String name, String writer, String... more) {
        return Stream.concat(
                        Stream.of("save", endpoint(member), "--name=" + name, "--writer=" + writer), Stream.of(more))
                .toArray(String[]::new);
    }

    private JsonNode save(Member member, String name) {
        Command.Result saved = program.run(saving(member, name, "me"));
        assertThat(saved.exit()).as(saved.toString()).isZero();
        return Json.parse(saved.out());
    }

    /** Once something is on its way into the bucket. */
    private void awaitParts() {
        Await.until("parts of an upload", SOON, () -> !parts().isEmpty());
    }

    /** What the server keeps of uploads under way. */
    private List<Path> parts() {
        Path root = gateway.file(BUCKET, "");
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(f -> root.relativize(f).toString().contains(".sgwtmp"))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            // A part came or went while they were listed.
            return List.of();
        }
    }

    private JsonNode etcdutlStatus(String name) {
        Path out = Project.newDirectory("fetched").resolve("backup.db");
        Command.Result fetched = program.run("fetch", "--name=" + name, "--out=" + out);
        assertThat(fetched.exit()).as(fetched.toString()).isZero();
        return etcdutl("snapshot", "status", out.toString());
    }
}
