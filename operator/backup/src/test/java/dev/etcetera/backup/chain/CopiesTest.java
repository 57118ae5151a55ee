package dev.etcetera.backup.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.etcetera.api.mvccpb.Event;
import dev.etcetera.api.mvccpb.KeyValue;
import dev.etcetera.backup.Main;
import dev.etcetera.backup.store.DamagedBackupException;
import dev.etcetera.backup.store.DirectoryStore;
import dev.etcetera.backup.store.DyingStore;
import dev.etcetera.backup.store.MemoryStore;
import dev.etcetera.backup.store.ObjectStore;
import dev.etcetera.backup.store.SealedStore;
import dev.etcetera.backup.store.TestKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopiesTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-29T12:00:00Z"));
    private static final String NAME = "all/1";
    private static final String MIDDLE = NAME + "/deltas/000000000000002c";

    private final MemoryStore source = new MemoryStore();
    private final MemoryStore target = new MemoryStore();
    private ObjectStore from = source;
    private ObjectStore to = target;

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void fill() throws IOException {
        from = new SealedStore(source, new TestKeys(folder).seal(true, 1));
        to = new SealedStore(target, new TestKeys(folder).seal(false, 2));
        new Backups(from, CLOCK).save(NAME, "me", new PlayedMember(50));
        for (long revision = 43; revision < 46; revision++) {
            new Deltas(from).put(NAME, delta(revision));
        }
    }

    private static Delta delta(long revision) {
        DeltaBuilder builder = new DeltaBuilder();
        builder.reset(revision - 1);
        KeyValue kv = KeyValue.newBuilder()
                .setKey(ByteString.copyFromUtf8("key"))
                .setModRevision(revision)
                .build();
        builder.add(List.of(Event.newBuilder().setKv(kv).build()), true, revision);
        return builder.build("c1", "me", List.of());
    }

    @Test
    void copiesWhatIsThereAndThenOnlyWhatIsNew() throws IOException {
        Copies copies = new Copies(from, to);
        assertThat(copies.names("all")).containsExactly(NAME);
        assertThat(copies.copy(NAME)).isEqualTo(new Copies.Copied(true, 3));
        assertSame();
        assertThat(copies.copy(NAME)).isEqualTo(new Copies.Copied(false, 0));
        new Deltas(from).put(NAME, delta(46));
        assertThat(copies.copy(NAME)).isEqualTo(new Copies.Copied(false, 1));
        assertSame();
    }

    @Test
    void aFolderIsNoBeginningOfAName() throws IOException {
        for (String name : new String[] {"all/10", "all-others/1", "all"}) {
            new Backups(from, CLOCK).save(name, "me", new PlayedMember(1));
        }
        Copies copies = new Copies(from, to);
        assertThat(copies.names("all/1")).containsExactly("all/1");
        assertThat(copies.names("all")).containsExactlyInAnyOrder("all", "all/1", "all/10");
        assertThat(copies.names("")).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoeverDiesAnywhereGoesOn(boolean after) throws IOException {
        int deaths = 0;
        for (int effect = 0; effect < 9; effect++) {
            for (String key : target.list("")) {
                target.delete(key);
            }
            try {
                new Copies(from, new DyingStore(to, new AtomicInteger(effect), after)).copy(NAME);
            } catch (DyingStore.Death e) {
                deaths++;
            }
            new Backups(to, CLOCK)
                    .list("")
                    .forEach(m -> assertThat(target.list(NAME)).hasSize(6));
            new Copies(from, to).copy(NAME);
            assertSame();
        }
        assertThat(deaths).as("effects of a copy").isEqualTo(7);
    }

    @Test
    void damagedDataNeverAppear() throws IOException {
        flip("all/1/snapshot.db");
        assertThatThrownBy(() -> new Copies(from, to).copy(NAME))
                .isInstanceOf(DamagedBackupException.class)
                .hasMessageStartingWith("all/1/snapshot.db cannot be decrypted");
        assertThat(target.list("")).containsExactly("all/1/writer");
    }

    @Test
    void damagedDeltaKeepsTheBackupFromAppearing() throws IOException {
        flip(MIDDLE);
        assertThatThrownBy(() -> new Copies(from, to).copy(NAME))
                .hasMessageStartingWith(MIDDLE + " cannot be decrypted");
        assertThat(new Backups(to, CLOCK).list("")).isEmpty();
        assertThat(target.list(NAME + "/deltas/")).containsExactly(NAME + "/deltas/000000000000002b");
    }

    @Test
    void deltaInThePlaceOfAnotherIsFoundOutInPlainStores() throws IOException {
        byte[] other = new Deltas(from).whole(NAME, NAME + "/deltas/000000000000002d");
        source.delete(MIDDLE);
        source.put(MIDDLE, other);
        assertThatThrownBy(() -> new Copies(from, to).copy(NAME)).hasMessage(MIDDLE + " is the delta from revision 45");
    }

    @Test
    void nothingOfAnotherIsWrittenOver() throws IOException {
        new Backups(to, CLOCK).save(NAME, "me", new PlayedMember(51));
        assertThatThrownBy(() -> new Copies(from, to).copy(NAME)).hasMessage("another backup all/1 is there already");
        new Backups(to, CLOCK).delete(NAME, "me");
        new Backups(to, CLOCK).save(NAME, "you", new PlayedMember(50));
        assertThatThrownBy(() -> new Copies(from, to).copy(NAME))
                .hasMessage("backup all/1 of another writer (you) is there already");
    }

    @Test
    void theCommandNamesWhatIsNotCopiedAndCopiesTheRest() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        ObjectStore plain = new DirectoryStore(first);
        for (String name : new String[] {"all/1", "all/2", "all/3"}) {
            new Backups(plain, CLOCK).save(name, "me", new PlayedMember(20));
        }
        Files.delete(first.resolve("all/2/snapshot.db"));
        String[] copy = {
            "copy",
            "--store=file://" + first,
            "--prefix=all",
            "--to-store=file://" + second,
            "--to-compress=zstd",
            "--to-encryption-key-file=" + new TestKeys(folder).file(3)
        };
        assertThat(Main.run(copy)).isEqualTo(1);
        assertThat(new Backups(new DirectoryStore(second), CLOCK).names("")).containsExactly("all/1", "all/3");
        assertThat(Main.run("verify", "--store=file://" + second, "--name=all/1"))
                .isEqualTo(1);
        assertThat(Main.run(
                        "verify",
                        "--store=file://" + second,
                        "--name=all/1",
                        "--encryption-required",
                        "--encryption-key-file=" + new TestKeys(folder).file(3)))
                .isZero();
        copy[2] = "--prefix=all/3";
        assertThat(Main.run(copy)).isZero();
        copy[2] = "--prefix=none";
        assertThat(Main.run(copy)).isEqualTo(1);
        assertThat(Main.run("copy", "--store=file://" + first)).isEqualTo(2);
    }

    private void assertSame() throws IOException {
        assertThat(target.list("")).isEqualTo(source.list(""));
        for (String key : source.list("")) {
            assertThat(all(to, key)).as(key).isEqualTo(all(from, key));
        }
        assertThat(new String(all(target, "all/1/manifest.json"), StandardCharsets.UTF_8))
                .contains("{\"data\":\"AES-GCM-HKDF\"");
    }

    private void flip(String key) throws IOException {
        byte[] bytes = all(source, key);
        bytes[bytes.length / 2] ^= 1;
        source.delete(key);
        source.put(key, bytes);
    }

    private static byte[] all(ObjectStore store, String key) throws IOException {
        try (InputStream in = store.read(key)) {
            return in.readAllBytes();
        }
    }
}
