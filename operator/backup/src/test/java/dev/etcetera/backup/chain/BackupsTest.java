package dev.etcetera.backup.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.backup.Main;
import dev.etcetera.backup.member.KvHash;
import dev.etcetera.backup.store.DamagedBackupException;
import dev.etcetera.backup.store.DirectoryStore;
import dev.etcetera.backup.store.DyingStore;
import dev.etcetera.backup.store.MemoryStore;
import dev.etcetera.backup.store.ObjectStore;
import dev.etcetera.backup.store.StoreLayer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupsTest {
    private static final String NAME = "shop/etcd/daily-1";
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-29T12:00:00Z"));
    /** More than any backup has. */
    private static final int EFFECTS = 10;

    @TempDir
    private Path folder = Path.of("");

    private ObjectStore store = new DirectoryStore(folder);
    private Backups backups = new Backups(store, CLOCK);
    private final PlayedMember member = new PlayedMember(100);

    @BeforeEach
    void open() {
        store = new DirectoryStore(folder);
        backups = new Backups(store, CLOCK);
    }

    @Test
    void isReadAsItWasTaken() throws IOException {
        Manifest taken = backups.save(NAME, "me", member);
        assertThat(taken.revision()).isEqualTo(42);
        assertThat(taken.hash()).isEqualTo(new KvHash(42, 7, 3));
        assertThat(taken.takenAt()).isEqualTo("2026-11-29T12:00:00Z");
        assertThat(data()).isEqualTo(member.snapshot());
        assertThat(backups.list("")).containsExactly(taken);
        assertThat(backups.list("shop/")).containsExactly(taken);
        assertThat(backups.list("other/")).isEmpty();
    }

    @Test
    void finishedOneIsNotTakenAgain() throws IOException {
        Manifest taken = backups.save(NAME, "me", member);
        assertThat(backups.save(NAME, "me", member)).isEqualTo(taken);
        assertThat(member.readings()).isEqualTo(1);
        assertThat(member.open())
                .as("snapshots that the member thinks are wanted")
                .isZero();
    }

    @Test
    void memberIsAskedBeforeTheStoreIsLookedAt() throws IOException {
        List<Integer> asked = new ArrayList<>();
        StoreLayer looking = new StoreLayer() {
            @Override
            public ObjectStore store() {
                return store;
            }

            @Override
            public InputStream read(String key) throws IOException {
                asked.add(member.asked());
                return store.read(key);
            }
        };
        new Backups(looking, CLOCK).save(NAME, "me", member);
        assertThat(asked).isNotEmpty().containsOnly(1);
    }

    @Test
    void finishedOneIsFoundWithoutItsMember() throws IOException {
        Manifest taken = backups.save(NAME, "me", member);
        member.silence();
        assertThat(backups.save(NAME, "me", member)).isEqualTo(taken);
        assertThatThrownBy(() -> backups.save("another", "me", member)).hasMessage("the member is silent");
    }

    @Test
    void memberIsToldWhenItsSnapshotIsNotWanted() throws IOException {
        backups.save(NAME, "me", member);
        assertThatThrownBy(() -> backups.save(NAME, "you", member)).isInstanceOf(OthersBackupException.class);
        assertThat(member.asked()).isEqualTo(2);
        assertThat(member.readings()).isEqualTo(1);
        assertThat(member.open()).isZero();
    }

    @Test
    void manifestOfALifeThatWasThoughtToBeDeadDoesNotStayWithTheDataOfTheNext() throws IOException {
        Manifest early = new Backups(new MemoryStore(), CLOCK).save(NAME, "me", new PlayedMember(90));
        backups.save(NAME, "me", member);
        store.delete(NAME + "/manifest.json");
        store.put(NAME + "/manifest.json", early.toJson().getBytes(StandardCharsets.UTF_8));
        Manifest whole = backups.save(NAME, "me", member);
        assertThat(whole).isNotEqualTo(early);
        assertThat(backups.read(NAME, (bytes, offset, length) -> {})).isEqualTo(whole);

        store.delete(NAME + "/snapshot.db");
        assertThat(backups.save(NAME, "me", member)).isEqualTo(whole);
        assertThat(data()).isEqualTo(member.snapshot());
    }

    @Test
    void nobodyWritesOverOrDeletesThatOfAnother() throws IOException {
        backups.save(NAME, "me", member);
        assertThatThrownBy(() -> backups.save(NAME, "you", member))
                .isInstanceOf(OthersBackupException.class)
                .hasMessage("backup shop/etcd/daily-1 of another writer (me) is there already");
        assertThatThrownBy(() -> backups.delete(NAME, "you")).isInstanceOf(OthersBackupException.class);
        assertThat(data()).isEqualTo(member.snapshot());
        backups.delete(NAME, "me");
        assertThat(store.list("")).isEmpty();
        backups.delete(NAME, "me");
        assertThat(backups.save(NAME, "you", member).writer()).isEqualTo("you");
    }

    @Test
    void deletingLeavesTheBackupsInAFolderOfTheSameName() throws IOException {
        backups.save("shop", "me", member);
        Manifest inside = backups.save(NAME, "me", member);
        backups.delete("shop", "me");
        assertThat(backups.list("")).containsExactly(inside);
        assertThat(data()).isEqualTo(member.snapshot());
    }

    @Test
    void memberThatBreaksOffLeavesNoBackupAndTheNextTryTakesOne() throws IOException {
        member.fail(2);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> backups.save(NAME, "me", member)).hasMessage("the member is gone");
            assertThat(backups.list("")).isEmpty();
            assertThat(store.list("")).containsExactly(NAME + "/writer");
        }
        backups.save(NAME, "me", member);
        assertThat(data()).isEqualTo(member.snapshot());
    }

    @Test
    void memberThatSendsLessThanAllIsFoundOut() {
        member.cut(PlayedMember.SECTOR);
        assertThatThrownBy(() -> backups.save(NAME, "me", member))
                .isInstanceOf(DamagedBackupException.class)
                .hasMessageStartingWith("what member a1 sent is damaged: its SHA-256 is ");
        member.cut(7);
        assertThatThrownBy(() -> backups.save(NAME, "me", member))
                .hasMessage("what member a1 sent is cut off: 51225 bytes are not a database and its sum");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoeverDiesAnywhereLeavesAWholeBackupOrNoneAndMayBeginAgain(boolean after) throws IOException {
        int deaths = 0;
        for (int effect = 0; effect < EFFECTS; effect++) {
            String name = "death-" + effect;
            try {
                new Backups(new DyingStore(store, new AtomicInteger(effect), after), CLOCK).save(name, "me", member);
            } catch (DyingStore.Death e) {
                deaths++;
            }
            for (Manifest whole : backups.list(name + "/")) {
                backups.read(whole.name(), (bytes, offset, length) -> {});
            }
            Manifest again = backups.save(name, "me", member);
            assertThat(backups.list(name + "/")).containsExactly(again);
            assertThat(store.list(name + "/"))
                    .containsExactly(name + "/manifest.json", name + "/snapshot.db", name + "/writer");
            assertThat(backups.read(name, (bytes, offset, length) -> {})).isEqualTo(again);
        }
        assertThat(deaths).as("effects of a backup").isEqualTo(4);
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(f -> f.toString().endsWith(".part"))).isEmpty();
        }
    }

    @Test
    void deletingTakesAwayWhatWasNeverFinished() throws IOException {
        Backups dying = new Backups(new DyingStore(store, new AtomicInteger(2), false), CLOCK);
        assertThatThrownBy(() -> dying.save(NAME, "me", member)).isInstanceOf(DyingStore.Death.class);
        Path left = folder.resolve(NAME).resolve(".snapshot.db.of-a-life-that-ended.part");
        Files.writeString(left, "half of it");
        backups.delete(NAME, "me");
        assertThat(store.list("")).isEmpty();
        assertThat(left).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoeverDiesWhileDeletingNeverLeavesHalfABackupThatCounts(boolean after) throws IOException {
        for (int effect = 0; effect < 3; effect++) {
            String name = "end-" + effect;
            backups.save(name, "me", member);
            Backups dying = new Backups(new DyingStore(store, new AtomicInteger(effect), after), CLOCK);
            assertThatThrownBy(() -> dying.delete(name, "me")).isInstanceOf(DyingStore.Death.class);
            for (Manifest whole : backups.list(name + "/")) {
                backups.read(whole.name(), (bytes, offset, length) -> {});
            }
            backups.delete(name, "me");
            assertThat(store.list(name)).isEmpty();
        }
    }

    @Test
    void damageIsNamed() throws IOException {
        backups.save(NAME, "me", member);
        Path file = folder.resolve(NAME).resolve("snapshot.db");
        byte[] whole = member.snapshot();

        byte[] flipped = whole.clone();
        flipped[1000] ^= 1;
        Files.write(file, flipped);
        assertThatThrownBy(() -> data())
                .isInstanceOf(DamagedBackupException.class)
                .hasMessageContaining("/snapshot.db is damaged: its SHA-256 is");

        Files.write(file, java.util.Arrays.copyOf(whole, 5000));
        assertThatThrownBy(() -> data()).hasMessageEndingWith("has 5000 bytes, its manifest says 51232");

        Files.write(file, new PlayedMember(101).snapshot());
        assertThatThrownBy(() -> data()).hasMessageEndingWith("has 51744 bytes, its manifest says 51232");

        backups.save("other", "me", new PlayedMember(100));
        Files.copy(
                folder.resolve("other/manifest.json"),
                folder.resolve(NAME).resolve("manifest.json"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> data()).hasMessage("the manifest in shop/etcd/daily-1 is that of backup other");

        Files.writeString(folder.resolve(NAME).resolve("manifest.json"), "{\"format\": 9}");
        assertThatThrownBy(() -> data()).hasMessageEndingWith("has format 9, this release reads 1");

        Files.delete(folder.resolve(NAME).resolve("manifest.json"));
        assertThatThrownBy(() -> data()).hasMessage("backup shop/etcd/daily-1 is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "../a", "a//b", "a/../b", "a b", "a\n"})
    void namesThatLeadElsewhereAreRefused(String name) {
        assertThatThrownBy(() -> backups.save(name, "me", member))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no name of a backup");
    }

    @Test
    void commandsSayWhatTheyDid() throws IOException {
        backups.save(NAME, "me", member);
        String url = "--store=file://" + folder;
        Path out = folder.resolve("out.db");
        assertThat(Main.run("fetch", url, "--name", NAME, "--out", out.toString()))
                .isZero();
        assertThat(Files.readAllBytes(out)).isEqualTo(member.snapshot());
        assertThat(Main.run("verify", url, "--name", NAME)).isZero();
        assertThat(Main.run("verify", url, "--name", "missing")).isEqualTo(1);
        assertThat(Main.run("verify", "--store=ftp://x", "--name", "missing")).isEqualTo(2);
        assertThat(Main.run("delete", url, "--name", NAME, "--writer", "you")).isEqualTo(5);
        assertThat(Main.run("delete", url, "--name", NAME, "--writer", "me")).isZero();
        assertThat(store.list("")).isEqualTo(List.of("out.db"));
    }

    private byte[] data() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        backups.read(NAME, out::write);
        return out.toByteArray();
    }
}
