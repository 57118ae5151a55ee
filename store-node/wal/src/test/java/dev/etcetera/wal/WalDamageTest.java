package dev.etcetera.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.raft.protocol.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalDamageTest {
    private static final int ENTRIES = 40;
    private static final int SIZE = 4096;
    private static final int SECTOR = 512;

    @TempDir
    Path dir;

    @Test
    void everyFlippedBitIsNoticedOrHarmless() throws IOException {
        byte[] whole = Logs.small(dir.resolve("whole"), 8);
        WalReplay expected = Wal.open(dir.resolve("whole"), WalSnapshot.EMPTY, Logs.SMALL);
        expected.wal().close();
        Path log = dir.resolve("flipped");
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Logs.place(log, flipped, SIZE);
            assertNoticedOrHarmless(log, expected, bit);
            Files.deleteIfExists(log.resolve(new SegmentName(0, 0) + ".broken"));
        }
    }

    @Test
    void everyReplacedByteIsNoticedOrHarmless() throws IOException {
        byte[] whole = Logs.small(dir.resolve("whole"), 8);
        WalReplay expected = Wal.open(dir.resolve("whole"), WalSnapshot.EMPTY, Logs.SMALL);
        expected.wal().close();
        Path log = dir.resolve("replaced");
        for (int at = 0; at < whole.length; at++) {
            byte[] replaced = whole.clone();
            replaced[at] = (byte) ~replaced[at];
            Logs.place(log, replaced, SIZE);
            assertNoticedOrHarmless(log, expected, at * 8);
        }
    }

    private static void assertNoticedOrHarmless(Path log, WalReplay expected, int bit) throws IOException {
        byte[] before = Files.readAllBytes(Logs.first(log));
        try {
            WalReplay replay = Wal.open(log, WalSnapshot.EMPTY, Logs.SMALL);
            replay.wal().close();
            assertThat(replay.entries()).as("bit %d", bit).isEqualTo(expected.entries());
            assertThat(replay.hardState()).as("bit %d", bit).isEqualTo(expected.hardState());
        } catch (IOException e) {
            assertThat(e).hasMessageStartingWith("wal: ");
            assertThat(Files.readAllBytes(Logs.first(log))).as("bit %d", bit).isEqualTo(before);
        }
    }

    @Test
    void refusalNamesFileOffsetAndAdvice() throws IOException {
        byte[] whole = Logs.small(dir.resolve("whole"), ENTRIES);
        whole[whole.length / 2] ^= 0x55;
        Path log = Logs.place(dir.resolve("log"), whole, SIZE);
        assertThatThrownBy(() -> Wal.open(log, WalSnapshot.EMPTY, Logs.SMALL))
                .isInstanceOfSatisfying(WalCorruptException.class, e -> {
                    assertThat(e.file()).isEqualTo(Logs.first(log).toString());
                    assertThat(e.offset()).isBetween(whole.length / 2 - 100L, whole.length / 2L);
                })
                .hasMessageContaining("is damaged at offset")
                .hasMessageContaining("nothing was changed");
    }

    @Test
    void aZeroSectorOfTheLastBatchIsATornWrite() throws IOException {
        byte[] torn = lastBatchAcrossSectors();
        Arrays.fill(torn, 3 * SECTOR, 4 * SECTOR, (byte) 0);
        Path log = Logs.place(dir.resolve("log"), torn, 2 * SIZE);
        WalReplay replay = Wal.open(log, WalSnapshot.EMPTY, new WalOptions(2 * SIZE, false, (nanos, bytes) -> {}));
        assertThat(replay.repaired()).isTrue();
        assertThat(replay.entries()).extracting(Entry::index).containsExactly(1L, 2L);
        replay.wal().close();
    }

    /** Also when the first sector ends within the head of the record, which says how long it is. */
    @Test
    void aWriteOfWhichOnlyTheFirstSectorArrivedIsTornWhereverItBegins() throws IOException {
        WalOptions options = new WalOptions(2 * SIZE, false, (nanos, bytes) -> {});
        for (int filling = 0; filling < SECTOR; filling += Long.BYTES) {
            Path whole = dir.resolve("whole" + filling);
            try (Wal wal = Wal.create(whole, Logs.METADATA, options)) {
                wal.save(Logs.state(5, 1), List.of(Logs.entry(5, 1, "x".repeat(SECTOR + filling))), true);
                int begin = Logs.trimmed(Files.readAllBytes(Logs.first(whole))).length;
                wal.save(Logs.state(5, 1), List.of(Logs.entry(5, 2, "y".repeat(2 * SECTOR + filling))), true);
                byte[] torn = Files.readAllBytes(Logs.first(whole));
                Arrays.fill(torn, (begin / SECTOR + 1) * SECTOR, torn.length, (byte) 0);
                Path log = Logs.place(dir.resolve("log" + filling), torn, 2 * SIZE);
                WalReplay replay = Wal.open(log, WalSnapshot.EMPTY, options);
                replay.wal().close();
                assertThat(replay.repaired()).isEqualTo(begin % SECTOR != 0 || torn[begin] != 0);
                assertThat(replay.entries()).extracting(Entry::index).containsExactly(1L);
            }
        }
    }

    @Test
    void aZeroSectorBeforeALaterBatchIsDamage() throws IOException {
        byte[] whole = Logs.small(dir.resolve("whole"), ENTRIES);
        Arrays.fill(whole, SECTOR, 2 * SECTOR, (byte) 0);
        Path log = Logs.place(dir.resolve("log"), whole, SIZE);
        assertThatThrownBy(() -> Wal.open(log, WalSnapshot.EMPTY, Logs.SMALL)).isInstanceOf(WalCorruptException.class);
    }

    @Test
    void aStrayByteFarBehindTheEndIsNoticed() throws IOException {
        int size = 64 << 10;
        WalOptions options = new WalOptions(size, false, (nanos, bytes) -> {});
        byte[] whole = Logs.small(dir.resolve("whole"), ENTRIES);
        assertThat(isRepaired(dir.resolve("log"), Arrays.copyOf(whole, size), options))
                .isFalse();
        for (int stray : new int[] {SIZE + 1, 16 << 10, (32 << 10) - 1, size - 9, size - 1}) {
            byte[] segment = Arrays.copyOf(whole, size);
            segment[stray] = 1;
            assertThat(isRepaired(dir.resolve("log" + stray), segment, options))
                    .as("at %d", stray)
                    .isTrue();
        }
    }

    private static boolean isRepaired(Path log, byte[] segment, WalOptions options) throws IOException {
        WalReplay replay = Wal.open(Logs.place(log, segment, segment.length), WalSnapshot.EMPTY, options);
        replay.wal().close();
        return replay.repaired();
    }

    private byte[] lastBatchAcrossSectors() throws IOException {
        try (Wal wal = Wal.create(
                dir.resolve("whole"), Logs.METADATA, new WalOptions(2 * SIZE, false, (nanos, bytes) -> {}))) {
            Logs.write(wal, 2);
            wal.save(Logs.state(5, 2), List.of(Logs.entry(5, 3, "x".repeat(3000))), true);
        }
        return Logs.trimmed(Files.readAllBytes(Logs.first(dir.resolve("whole"))));
    }
}
