package dev.etcetera.e2e.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.e2e.framework.Await;
import dev.etcetera.e2e.framework.Command;
import dev.etcetera.e2e.framework.Implementation;
import dev.etcetera.e2e.framework.Json;
import dev.etcetera.e2e.framework.ProcessCluster;
import dev.etcetera.e2e.framework.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A chain that is compressed and encrypted, and its copies elsewhere, come back exactly: etcdutl's HashKV is the member's. */
class SealedBackupE2E extends BackupTest {
    private static final String SEALED = "etcseal1";

    private final Random random = new Random(23);
    private final ProcessCluster cluster = ProcessCluster.start(Implementation.ETCETERA, 1);
    private final Scribe scribe = new Scribe(cluster.member(0), random);
    private final Path folder = Project.newDirectory("sealed");
    private String key = "";
    private long first;
    private long last;

    @BeforeEach
    void follow() {
        key = "--encryption-key-file=" + keys("old", line());
        scribe.write(300);
        Process follower = program.start(
                "follow",
                endpoint(cluster.member(0)),
                "--chain=all",
                "--writer=me",
                "--interval=1",
                "--compress=zstd",
                key);
        Await.until("a full backup", SOON, () -> objects(stored()).stream().anyMatch(f -> f.endsWith("manifest.json")));
        first = scribe.revision();
        for (int i = 0; i < 3; i++) {
            scribe.write(40);
            int before = i;
            Await.until("a delta", SOON, () -> deltas().size() > before);
        }
        last = scribe.revision();
        follower.destroy();
        follower.onExit().join();
    }

    @AfterEach
    void end() {
        scribe.close();
        cluster.close();
    }

    @Test
    void sealedChainComesBackAndShowsNothing() throws IOException {
        assertThat(deltas()).hasSizeGreaterThan(2);
        for (Path object : objects(stored())) {
            String text = Files.readString(object, StandardCharsets.ISO_8859_1);
            assertThat(text).doesNotContain("vvvvvvvv").doesNotContain("key/");
            assertThat(text.startsWith(SEALED))
                    .as(object.toString())
                    .isEqualTo(!object.endsWith("writer") && !object.endsWith("manifest.json"));
        }
        assertComesBack(program.run(restore("--revision=" + last, key)), last);
        Command.Result without = program.run(restore());
        assertThat(without.exit()).isEqualTo(1);
        assertThat(without.err()).contains(" is encrypted: its key is wanted (--encryption-key-file)");
        String other = "--encryption-key-file=" + keys("other", line());
        assertThat(program.run(restore(other)).err())
                .containsPattern("is encrypted with key [0-9a-f]{8}, which is not in");

        String rotated = "--encryption-key-file=" + keys("rotated", line(), Files.readString(folder.resolve("old")));
        Command.Result saved = program.run("save", endpoint(cluster.member(0)), "--name=one", "--writer=me", rotated);
        assertThat(saved.exit()).as(saved.toString()).isZero();
        assertThat(program.run("verify", "--name=one", rotated, "--encryption-required")
                        .exit())
                .isZero();
        long middle = random.nextLong(first, last);
        assertComesBack(program.run(restore("--revision=" + middle, rotated)), middle);
    }

    /** From the bucket to a directory, killed in the middle, and from there to the bucket under another key. */
    @Test
    @Tag("long")
    void copyThatIsKilledGoesOnAndIsTheSame() {
        Path copy = folder.resolve("copy");
        String[] toDirectory = {"copy", "--prefix=all", key, "--to-store=file://" + copy};
        Process killed = program.start(with(toDirectory, "--to-bytes-per-second=40000"));
        Await.until(
                "a part of the data",
                SOON,
                () -> objects(copy).stream().anyMatch(f -> f.toString().endsWith(".part")));
        killed.destroyForcibly().onExit().join();
        assertThat(objects(copy)).noneMatch(f -> f.endsWith("manifest.json"));
        Command.Result there = program.run(toDirectory);
        assertThat(there.out()).as(there.toString()).contains("\"data\":true");
        assertThat(objects(copy)).noneMatch(f -> f.toString().endsWith(".part"));

        Path other = keys("other", line());
        Command.Result back = program.runOn(
                "file://" + copy,
                "copy",
                "--to-store=s3://" + BUCKET + "/again",
                "--to-s3-endpoint=" + gateway.url(),
                "--to-s3-path-style",
                "--to-compress=zstd",
                "--to-encryption-key-file=" + other);
        assertThat(back.exit()).as(back.toString()).isZero();
        Command.Result restored = program.runOn(
                "s3://" + BUCKET + "/again",
                "restore",
                restoring(
                        "--s3-endpoint=" + gateway.url(),
                        "--s3-path-style",
                        "--encryption-required",
                        "--encryption-key-file=" + other,
                        "--revision=" + last));
        assertComesBack(restored, last);
    }

    private void assertComesBack(Command.Result restored, long revision) {
        assertThat(restored.exit()).as(restored.toString()).isZero();
        assertThat(Json.parse(restored.out()).path("revision").asLong()).isEqualTo(revision);
        assertThat(etcdutl("hashkv", out().toString(), "--rev=" + revision)
                        .path("hash")
                        .asLong())
                .isEqualTo(scribe.hash(revision));
    }

    private String[] restore(String... more) {
        return with(new String[] {"restore"}, restoring(more));
    }

    private String[] restoring(String... more) {
        return with(new String[] {"--chain=all", "--out=" + out()}, more);
    }

    private static String[] with(String[] words, String... more) {
        return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
    }

    private Path stored() {
        return gateway.file(BUCKET, "clusters/all");
    }

    private Path out() {
        return folder.resolve("restored.db");
    }

    private String line() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private Path keys(String name, String... lines) {
        try {
            return Files.write(folder.resolve(name), List.of(lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> deltas() {
        return objects(stored()).stream()
                .filter(f -> f.toString().contains("/deltas/"))
                .toList();
    }

    private static List<Path> objects(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            // Not there yet, or one came or went meanwhile.
            return List.of();
        }
    }
}
