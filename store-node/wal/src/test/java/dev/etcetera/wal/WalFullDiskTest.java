package dev.etcetera.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.raft.protocol.Entry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalFullDiskTest {
    private static final int SEGMENT_BYTES = 4096;

    @TempDir
    Path root;

    /** Has room or has none, as the test says. */
    private static final class Disk implements FullDisk {
        private boolean roomy = true;

        @Override
        public void await(IOException failure) throws IOException {
            throw failure;
        }

        @Override
        public boolean hasRoomFor(long bytes) {
            return roomy;
        }
    }

    @Test
    void aRefusedWriteIsTriedAgainUntilNobodyWantsToWait() throws IOException {
        List<IOException> failures = new ArrayList<>();
        FullDisk patient = failure -> {
            failures.add(failure);
            if (failures.size() == 3) {
                throw failure;
            }
        };
        try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
            WalEncoder encoder = new WalEncoder(full, 0, patient);
            encoder.metadata(Logs.METADATA);
            assertThatThrownBy(encoder::flush).hasMessage("No space left on device");
        }
        assertThat(failures).hasSize(3);
    }

    @Test
    void withoutRoomForTheNextSegmentTheLogGoesOnInThisOne() throws IOException {
        Disk disk = new Disk();
        Path dir = root.resolve("wal");
        try (Wal wal = Wal.create(dir, Logs.METADATA, options(disk))) {
            disk.roomy = false;
            Logs.write(wal, 200);
            assertThat(SegmentName.list(dir)).hasSize(1);
            assertThat(Files.size(Logs.first(dir))).isGreaterThan(SEGMENT_BYTES);
        }
        assertEntries(dir, 200);
    }

    @Test
    void whenThereIsRoomAgainTheSegmentIsCut() throws IOException {
        Disk disk = new Disk();
        Path dir = root.resolve("wal");
        try (Wal wal = Wal.create(dir, Logs.METADATA, options(disk))) {
            disk.roomy = false;
            Logs.write(wal, 200);
            disk.roomy = true;
            wal.save(Logs.state(5, 200), List.of(Logs.entry(5, 201, "value 201")), true);
            assertThat(SegmentName.list(dir)).hasSize(2);
        }
        assertEntries(dir, 201);
    }

    @Test
    void roomIsTakenAheadSoThatSomethingCanStillBeWritten() throws IOException {
        WalOptions options = new WalOptions(64 << 20, false, (nanos, bytes) -> {});
        try (Wal wal = Wal.create(root.resolve("wal"), Logs.METADATA, options)) {
            for (int index = 1; index <= 20; index++) {
                assertThat(wal.allocatedRoom()).isGreaterThan(3 << 20);
                wal.save(Logs.state(5, index), List.of(Logs.entry(5, index, "x".repeat(1 << 20))), true);
            }
        }
    }

    private static WalOptions options(FullDisk disk) {
        return new WalOptions(SEGMENT_BYTES, false, (nanos, bytes) -> {}).withFullDisk(disk);
    }

    private static void assertEntries(Path dir, int count) throws IOException {
        WalReplay replay = Wal.open(dir, WalSnapshot.EMPTY, Logs.SMALL);
        replay.wal().close();
        assertThat(replay.repaired()).isFalse();
        assertThat(replay.entries()).extracting(Entry::index).hasSize(count).isSorted();
    }
}
