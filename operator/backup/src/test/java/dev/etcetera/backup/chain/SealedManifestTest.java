package dev.etcetera.backup.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.backup.store.DamagedBackupException;
import dev.etcetera.backup.store.MemoryStore;
import dev.etcetera.backup.store.Seal;
import dev.etcetera.backup.store.SealedStore;
import dev.etcetera.backup.store.TestKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manifests are in the clear, but nobody without the key changes them unseen. */
class SealedManifestTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-29T12:00:00Z"));

    private final MemoryStore stored = new MemoryStore();

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void save() throws IOException {
        with(new TestKeys(folder).seal(true, 1)).save("one", "me", new PlayedMember(100));
        with(new TestKeys(folder).seal(true, 1)).save("two", "me", new PlayedMember(100));
    }

    private Backups with(Seal seal) {
        return new Backups(new SealedStore(stored, seal), CLOCK);
    }

    @Test
    void listNeedsNoKey() throws IOException {
        assertThat(with(TestKeys.NONE).list(""))
                .isEqualTo(with(new TestKeys(folder).seal(false, 1)).list(""))
                .isEqualTo(with(new TestKeys(folder).seal(false, 2)).list(""))
                .extracting(Manifest::name)
                .containsExactly("one", "two");
        assertThat(text("one/writer")).isEqualTo("me");
        assertThat(text("one/manifest.json").lines())
                .hasSize(2)
                .element(1)
                .asString()
                .startsWith("{\"data\":\"zstd, AES-GCM-HKDF\",\"seal\":\"");
    }

    @Test
    void formerReleasesReadTheManifest() throws IOException {
        assertThat(new Backups(stored, CLOCK).list("")).hasSize(2);
    }

    @Test
    void compressedOnesSayIt() throws IOException {
        with(new Seal(true, Optional.empty(), false)).save("three", "me", new PlayedMember(9));
        assertThat(text("three/manifest.json").lines().skip(1)).containsExactly("{\"data\":\"zstd\"}");
        with(TestKeys.NONE).read("three", (bytes, offset, length) -> {});
    }

    @Test
    void whatIsChangedIsFoundOut() throws IOException {
        Backups backups = with(new TestKeys(folder).seal(true, 2, 1));
        backups.read("one", (bytes, offset, length) -> {});
        String manifest = text("one/manifest.json");
        overwrite(manifest.replace("\"revision\":42", "\"revision\":43"));
        assertThatThrownBy(() -> backups.list(""))
                .isInstanceOf(DamagedBackupException.class)
                .hasMessage("one/manifest.json is not the manifest that was sealed here");
        overwrite(text("two/manifest.json"));
        assertThatThrownBy(() -> backups.list(""))
                .hasMessage("one/manifest.json is not the manifest that was sealed here");
        overwrite(manifest.replace("\"seal\":\"", "\"seal\":\"!"));
        assertThatThrownBy(() -> backups.list(""))
                .hasMessage("one/manifest.json has a second line that is none of a manifest");
        overwrite(manifest.replaceFirst("\"seal\":\"([^\"]{30})[^\"]*", "\"seal\":\"$1aa"));
        assertThatThrownBy(() -> backups.list("")).hasMessageStartingWith("one/manifest.json is not the manifest");
    }

    @Test
    void withoutItsSealItIsRefusedWhereEncryptionIsRequired() throws IOException {
        Seal strict = new Seal(false, new TestKeys(folder).seal(false, 1).keys(), true);
        assertThat(with(strict).list("")).hasSize(2);
        overwrite(text("one/manifest.json").lines().findFirst().orElseThrow());
        assertThatThrownBy(() -> with(strict).list(""))
                .hasMessageStartingWith("one/manifest.json is not sealed with a key of ");
        assertThat(with(new TestKeys(folder).seal(false, 1)).list("")).hasSize(2);
    }

    private void overwrite(String manifest) throws IOException {
        stored.delete("one/manifest.json");
        stored.put("one/manifest.json", manifest.getBytes(StandardCharsets.UTF_8));
    }

    private String text(String key) throws IOException {
        try (InputStream in = stored.read(key)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
