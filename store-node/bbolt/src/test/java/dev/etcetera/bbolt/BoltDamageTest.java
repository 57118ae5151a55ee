package dev.etcetera.bbolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a file that is not what was written. */
final class BoltDamageTest {
    private static final int PAGE = 4096;

    @TempDir
    Path dir;

    private Path file;
    private byte[] sound;
    private Database content;

    @BeforeEach
    void writeAFile() throws IOException {
        var random = new SplittableRandom(3);
        var database = new Database().bucket("alarm").bucket("key").bucket("meta");
        database.put("meta", "consistent_index", "12345678").fill("key", 150, 60, random);
        database.put("key", "large", "v".repeat(30_000));
        file = database.writeTo(dir.resolve("db"));
        sound = Files.readAllBytes(file);
        content = database;
    }

    @Test
    void aFlippedByteIsFoundOrHarmlessOrChangesOneEntryOnly() throws IOException {
        var masks = new int[] {0x01, 0x80, 0xff};
        var refused = 0;
        for (var at = 0; at < sound.length; at++) {
            var flipped = (byte) (sound[at] ^ masks[at % masks.length]);
            overwrite(at, flipped);
            try {
                assertThat(Database.read(file).differences(content))
                        .as("byte %d became %d", at, flipped)
                        .isLessThanOrEqualTo(1);
            } catch (BoltDamagedException e) {
                assertThat(e).hasMessageContaining(file.toString());
                assertThat(e.offset()).isBetween(0L, (long) sound.length);
                refused++;
            }
            overwrite(at, sound[at]);
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    @Test
    void truncationAnywhereIsRefused() throws IOException {
        for (var length = 0; length < sound.length; length += 512) {
            Files.write(file, Arrays.copyOf(sound, length));

            assertThatThrownBy(() -> Database.read(file))
                    .as("the first %d bytes", length)
                    .isInstanceOf(BoltDamagedException.class);
        }
    }

    @Test
    void whatFollowsTheLastPageIsNobodysBusiness() throws IOException {
        Files.write(file, Arrays.copyOf(sound, sound.length + 32));

        assertThat(Database.read(file).differences(content)).isZero();
    }

    @Test
    void oneDamagedMetaPageIsBridgedByTheOther() throws IOException {
        for (var page = 0; page < 2; page++) {
            var damaged = sound.clone();
            Arrays.fill(damaged, page * PAGE, (page + 1) * PAGE, (byte) 0);
            Files.write(file, damaged);

            assertThat(Database.read(file).differences(content)).isZero();
        }
    }

    @Test
    void withoutAnyMetaPageItIsNoDatabase() throws IOException {
        Files.write(file, new byte[10 * PAGE]);

        assertThatThrownBy(() -> BoltFile.open(file))
                .hasMessage(
                        "bbolt: " + file + " is damaged at offset 0: neither page 0 nor page 1 is a valid meta page");
    }

    @Test
    void aPageThatIsNotTheOneLookedForIsNamed() throws IOException {
        rewrite(3 * PAGE, 77);

        assertThatThrownBy(() -> Database.read(file))
                .hasMessage("bbolt: " + file + " is damaged at offset 12288: page 3 says it is page 77");
    }

    @Test
    void aCycleEndsTheWalk() throws IOException {
        var root = metaLong(32);
        var rootOfKey = bucketRoot((int) root);
        rewrite((int) rootOfKey * PAGE + 16 + 8, rootOfKey);

        assertThatThrownBy(() -> Database.read(file)).hasMessageContaining("is free or in use twice");
    }

    private long metaLong(int at) {
        return little().getLong(at);
    }

    /** The only bucket with pages of its own is the second. */
    private long bucketRoot(int rootPage) {
        var element = rootPage * PAGE + 16 + 16;
        var bytes = little();
        return bytes.getLong(element + bytes.getInt(element + 4) + bytes.getInt(element + 8));
    }

    private ByteBuffer little() {
        return ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void rewrite(int at, long value) throws IOException {
        var damaged = sound.clone();
        ByteBuffer.wrap(damaged).order(ByteOrder.LITTLE_ENDIAN).putLong(at, value);
        Files.write(file, damaged);
    }

    private void overwrite(int at, byte value) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {value}), at);
        }
    }
}
