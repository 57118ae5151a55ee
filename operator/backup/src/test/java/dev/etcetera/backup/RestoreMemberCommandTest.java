package dev.etcetera.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.etcetera.backup.chain.PlayedMember;
import dev.etcetera.backup.chain.SnapshotSum;
import dev.etcetera.backup.restore.MemberFiles;
import dev.etcetera.backup.restore.StoredChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreMemberCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private StoredChain chain = stored();

    @BeforeEach
    void copy() throws IOException {
        chain = stored();
        for (String key : chain.store.list("")) {
            Path file = folder.resolve("store").resolve(key);
            Files.createDirectories(file.resolveSibling(""));
            Files.write(file, chain.object(key));
        }
    }

    private static StoredChain stored() {
        try {
            return new StoredChain(7);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void chainIsRestoredOnce() throws IOException {
        assertThat(run("--chain=chain", "--revision=13")).isZero();
        JsonNode line = line();
        assertThat(line.path("restored").asBoolean()).isTrue();
        assertThat(line.path("base").asText()).isEqualTo("chain/full");
        assertThat(line.path("deltas").asInt()).isEqualTo(2);
        assertThat(line.path("revision").asLong()).isEqualTo(13);
        assertThat(line.path("revisionWanted").asLong()).isEqualTo(13);
        assertThat(line.path("clusterId").asText()).matches("[0-9a-f]{8,16}");
        assertThat(line.path("newestChange").asText()).startsWith("2026-11-29T12:00:00.");
        assertThat(new MemberFiles(folder.resolve("data")).entries()).isEqualTo(chain.expected(13));

        assertThat(run("--chain=chain")).isZero();
        assertThat(line().path("restored").asBoolean()).isFalse();
        assertThat(line().path("revision").asLong())
                .as("whoever asks again is told what was restored")
                .isEqualTo(13);
        assertThat(line().path("newestChange")).isEqualTo(line.path("newestChange"));
    }

    @Test
    void fileOfEtcdctlIsRestored() throws IOException {
        assertThat(run("--snapshot-file=chain/full/snapshot.db")).isZero();
        assertThat(line().path("source").asText()).isEqualTo("snapshot-file");
        assertThat(line().path("newestChange").isNull()).isTrue();
        assertThat(new MemberFiles(folder.resolve("data")).entries()).isEqualTo(chain.expected(6));
    }

    @Test
    void fileThatIsNoSnapshotIsRefused() throws IOException {
        Path file = folder.resolve("store/chain/full/snapshot.db");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length - SnapshotSum.SUM_BYTES));
        assertThat(run("--snapshot-file=chain/full/snapshot.db")).isEqualTo(1);
        assertThat(text()).contains("chain/full/snapshot.db is cut off: ", "are not a database and its sum");
        Files.write(file, new PlayedMember(8).snapshot());
        assertThat(run("--snapshot-file=chain/full/snapshot.db")).isEqualTo(1);
        assertThat(text()).contains("neither page 0 nor page 1 is a valid meta page");
        assertThat(folder.resolve("data")).doesNotExist();
        assertThat(folder.resolve("data.restoring")).doesNotExist();
    }

    @Test
    void wrongUseIsOneLine() throws IOException {
        assertThat(run()).isEqualTo(2);
        assertThat(text())
                .isEqualTo("restore-member: exactly one of --chain, --backup and --snapshot-file is wanted\n");
        assertThat(run("--backup=chain/full", "--revision=5")).isEqualTo(2);
        assertThat(text()).isEqualTo("restore-member: --revision and --time are for --chain\n");
        assertThat(run("--chain=chain", "--bump-revision=5")).isEqualTo(2);
        assertThat(text()).isEqualTo("restore-member: --bump-revision and --mark-compacted belong together\n");
        assertThat(run("--chain=chain", "--revision=1000")).isEqualTo(1);
        assertThat(text()).startsWith("restore-member: revision 1000 is not there: ");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    private int run(String... source) {
        List<String> words = new ArrayList<>(List.of(
                "restore-member",
                "--store=file://" + folder.resolve("store"),
                "--data-dir=" + folder.resolve("data"),
                "--name=a",
                "--initial-cluster=a=http://x:1",
                "--initial-cluster-token=t",
                "--initial-advertise-peer-urls=http://x:1",
                "--termination-log=" + folder.resolve("log")));
        words.addAll(List.of(source));
        return Main.run(words.toArray(String[]::new));
    }

    private String text() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    private JsonNode line() throws IOException {
        return new JsonMapper().readTree(text());
    }
}
