package dev.etcetera.backup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SealedStoreTest {
    private static final String KEY = "shop/one/snapshot.db";
    /** Around the pieces in which it is encrypted. */
    private static final int[] SIZES = {0, 1, 7, 8, 65_480, 65_536, 65_537, 131_072, 400_000};

    /** How much memory is wanted: another number does no harm. */
    private static final int ZSTD_WINDOW = 5;

    private final MemoryStore stored = new MemoryStore();

    @TempDir
    private Path folder = Path.of("");

    enum Kind {
        COMPRESSED,
        ENCRYPTED,
        BOTH;

        Seal seal(Path folder) throws IOException {
            return this == COMPRESSED
                    ? new Seal(true, Optional.empty(), false)
                    : new TestKeys(folder).seal(this == BOTH, 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void comesBackAsItWasWithoutSayingHowItIsCompressed(Kind kind) throws IOException {
        SealedStore store = new SealedStore(stored, kind.seal(folder));
        SealedStore reader =
                new SealedStore(stored, kind == Kind.COMPRESSED ? Seal.NONE : new TestKeys(folder).seal(false, 1));
        for (int size : SIZES) {
            byte[] content = random(size);
            String key = "b" + size + "/snapshot.db";
            store.put(key, content);
            assertThat(all(reader, key)).isEqualTo(content);
            assertThat(all(stored, key)).isNotEqualTo(content);
        }
        assertThat(store.list("b1/")).containsExactly("b1/snapshot.db");
    }

    @Test
    void withoutOptionsEverythingIsStoredByteForByte() throws IOException {
        SealedStore store = new SealedStore(stored, Seal.NONE);
        for (String name : new String[] {"/writer", "/manifest.json", "/snapshot.db", "/deltas/0000000000000002"}) {
            byte[] content = ("{\"of\":\"" + name + "\"}\n\n").getBytes(StandardCharsets.UTF_8);
            store.put("b" + name, content);
            assertThat(all(stored, "b" + name)).isEqualTo(content);
            assertThat(all(store, "b" + name)).isEqualTo(content);
        }
    }

    @Test
    void textBecomesSmall() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append("{\"kind\":\"Pod\",\"metadata\":{\"name\":\"web-")
                    .append(i)
                    .append("\"}}\n");
        }
        byte[] content = text.toString().getBytes(StandardCharsets.UTF_8);
        new SealedStore(stored, new TestKeys(folder).seal(true, 1)).put(KEY, content);
        assertThat(all(stored, KEY).length).isLessThan(content.length / 8);
    }

    @Test
    void missingAndWrongKeysAreNamed() throws IOException {
        TestKeys keys = new TestKeys(folder);
        new SealedStore(stored, keys.seal(true, 1)).put(KEY, random(1000));
        assertThatThrownBy(() -> all(new SealedStore(stored, Seal.NONE), KEY))
                .hasMessage(KEY + " is encrypted: its key is wanted (--encryption-key-file)");
        assertThatThrownBy(() -> all(new SealedStore(stored, keys.seal(false, 2)), KEY))
                .isInstanceOf(DamagedBackupException.class)
                .hasMessageMatching(KEY + " is encrypted with key [0-9a-f]{8}, which is not in \\S+: that has \\S{8}");
    }

    @Test
    void theFirstKeyWritesAndAllRead() throws IOException {
        TestKeys keys = new TestKeys(folder);
        new SealedStore(stored, keys.seal(false, 1)).put("old", random(10));
        SealedStore rotated = new SealedStore(stored, keys.seal(false, 2, 1));
        rotated.put("new", random(20));
        assertThat(all(rotated, "old")).isEqualTo(random(10));
        assertThat(all(rotated, "new")).isEqualTo(random(20));
        assertThat(all(new SealedStore(stored, keys.seal(false, 2)), "new")).isEqualTo(random(20));
        assertThatThrownBy(() -> all(new SealedStore(stored, keys.seal(false, 1)), "new"))
                .hasMessageContaining("is encrypted with key");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsCutOrFlippedIsDamaged(Kind kind) throws IOException {
        SealedStore store = new SealedStore(stored, kind.seal(folder));
        byte[] content = random(200_000);
        store.put(KEY, content);
        byte[] whole = all(stored, KEY);
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            int at = i < 60 ? i : random.nextInt(whole.length);
            overwrite(Arrays.copyOf(whole, at));
            assertDamaged(store, content, "cut at " + at);
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            overwrite(flipped);
            if (kind != Kind.COMPRESSED || at != ZSTD_WINDOW) {
                assertDamaged(store, content, "flipped at " + at);
            }
        }
        overwrite(whole);
        assertThat(all(store, KEY)).isEqualTo(content);
    }

    /** Where it does not even look sealed any more, the sum in the manifest finds out. */
    private static void assertDamaged(SealedStore store, byte[] content, String how) throws IOException {
        try {
            assertThat(all(store, KEY)).as(how).isNotEqualTo(content);
        } catch (DamagedBackupException e) {
            assertThat(e.getMessage()).as(how).startsWith(KEY + " ").doesNotContain("\n");
        }
    }

    @Test
    void objectsOfTheSameKindAreNotSwapped() throws IOException {
        SealedStore store = new SealedStore(stored, new TestKeys(folder).seal(true, 1));
        store.put("a/snapshot.db", random(1000));
        store.put("b/snapshot.db", random(1000));
        byte[] other = all(stored, "b/snapshot.db");
        stored.delete("a/snapshot.db");
        stored.put("a/snapshot.db", other);
        assertThatThrownBy(() -> all(store, "a/snapshot.db"))
                .isInstanceOf(DamagedBackupException.class)
                .hasMessage("a/snapshot.db cannot be decrypted: it is damaged or cut off, or another object lies in its"
                        + " place");
    }

    @Test
    void unencryptedIsReadUnlessEncryptionIsRequired() throws IOException {
        stored.put(KEY, random(10));
        Seal seal = new TestKeys(folder).seal(false, 1);
        assertThat(all(new SealedStore(stored, seal), KEY)).isEqualTo(random(10));
        SealedStore strict = new SealedStore(stored, new Seal(false, seal.keys(), true));
        assertThatThrownBy(() -> all(strict, KEY)).hasMessage(KEY + " is not encrypted");
        assertThatThrownBy(() -> new Seal(true, Optional.empty(), true))
                .hasMessage("--encryption-required wants --encryption-key-file");
    }

    @Test
    void theBeginningIsReadWithoutTheRest() throws IOException {
        Seal seal = new TestKeys(folder).seal(true, 1);
        new SealedStore(stored, seal).put(KEY, random(4_000_000));
        int[] read = {0};
        InputStream counted = new FilterInputStream(new ByteArrayInputStream(all(stored, KEY))) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int some = super.read(bytes, offset, length);
                read[0] += Math.max(0, some);
                return some;
            }
        };
        try (InputStream in = seal.reading(KEY, counted)) {
            assertThat(in.readNBytes(1000)).isEqualTo(Arrays.copyOf(random(4_000_000), 1000));
        }
        assertThat(read[0]).isLessThan(500_000);
    }

    @Test
    void storeThatFailsIsNoDamage() throws IOException {
        Seal seal = new TestKeys(folder).seal(true, 1);
        new SealedStore(stored, seal).put(KEY, random(500_000));
        for (int good : new int[] {0, 5, 100, 300_000}) {
            InputStream breaking = new SequenceInputStream(
                    new ByteArrayInputStream(Arrays.copyOf(all(stored, KEY), good)), new BrokenLine());
            assertThatThrownBy(() -> seal.reading(KEY, breaking).readAllBytes())
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("the line broke");
        }
    }

    private static final class BrokenLine extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the line broke");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return read();
        }
    }

    @Test
    void whatIsNotFinishedDoesNotAppear() throws IOException {
        SealedStore store = new SealedStore(stored, new TestKeys(folder).seal(true, 1));
        try (ObjectWriter writer = store.begin(KEY)) {
            writer.write(random(100_000), 0, 100_000);
        }
        assertThat(store.list("")).isEmpty();
        store.put(KEY, random(1));
        assertThatThrownBy(() -> store.put(KEY, random(1))).isInstanceOf(AlreadyThereException.class);
    }

    private void overwrite(byte[] bytes) throws IOException {
        stored.delete(KEY);
        stored.put(KEY, bytes);
    }

    private static byte[] all(ObjectStore store, String key) throws IOException {
        try (InputStream in = store.read(key)) {
            return in.readAllBytes();
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
