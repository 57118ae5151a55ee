package dev.etcetera.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Entry;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalSegmentTest {
    private static final int ENTRIES = 400;

    @TempDir
    Path root;

    @Test
    void segmentsFollowEachOtherAndAreReadAsOneLog() throws IOException {
        Path dir = root.resolve("wal");
        List<Entry> written;
        try (Wal wal = Wal.create(dir, Logs.METADATA, Logs.SMALL)) {
            written = Logs.write(wal, ENTRIES);
        }
        List<SegmentName> names = SegmentName.list(dir);
        assertThat(names).hasSizeGreaterThan(4);
        assertThat(SegmentName.gap(names)).isEmpty();
        WalReplay replay = Wal.open(dir, WalSnapshot.EMPTY, Logs.SMALL);
        assertThat(replay.entries()).isEqualTo(written);
        assertThat(replay.metadata().toByteArray()).isEqualTo(Logs.METADATA);
        assertThat(replay.hardState().commit()).isEqualTo(ENTRIES - 1);
        replay.wal().close();
        assertThat(dir.resolve("0.tmp")).doesNotExist();
        assertThat(dir.resolve("1.tmp")).doesNotExist();
    }

    @Test
    void opensFromASnapshotAndPurgesWhatIsBefore() throws IOException {
        Path dir = root.resolve("wal");
        WalSnapshot snapshot = new WalSnapshot(300, 5, ConfState.ofVoters(List.of(Logs.VOTE)));
        try (Wal wal = Wal.create(dir, Logs.METADATA, Logs.SMALL)) {
            Logs.write(wal, ENTRIES);
            wal.saveSnapshot(snapshot);
            assertThat(wal.purge(1)).isEmpty();
            wal.releaseTo(300);
            assertThat(wal.purge(1)).isNotEmpty();
        }
        assertThat(Wal.validSnapshots(dir)).containsExactly(snapshot);
        assertThat(Wal.verify(dir, snapshot).commit()).isEqualTo(ENTRIES - 1);
        WalReplay replay = Wal.open(dir, snapshot, Logs.SMALL);
        assertThat(replay.entries())
                .hasSize(ENTRIES - 300)
                .extracting(Entry::index)
                .startsWith(301L);
        replay.wal().close();
        assertThatThrownBy(() -> Wal.open(dir, WalSnapshot.EMPTY, Logs.SMALL))
                .isInstanceOf(WalCorruptException.class)
                .hasMessageContaining("the segments before it, with what follows index 0, are missing");
    }

    @Test
    void aLaterTermOverwritesTheTail() throws IOException {
        Path dir = root.resolve("wal");
        List<Entry> expected = new ArrayList<>();
        try (Wal wal = Wal.create(dir, Logs.METADATA, Logs.SMALL)) {
            expected.addAll(Logs.write(wal, 10).subList(0, 6));
            Entry winner = Logs.entry(7, 7, "of the new leader");
            expected.add(winner);
            wal.save(Logs.state(7, 6), List.of(winner), true);
        }
        WalReplay replay = Wal.open(dir, WalSnapshot.EMPTY, Logs.SMALL);
        assertThat(replay.entries()).isEqualTo(expected);
        replay.wal().close();
    }

    @Test
    void aMissingSegmentIsRefused() throws IOException {
        Path dir = root.resolve("wal");
        try (Wal wal = Wal.create(dir, Logs.METADATA, Logs.SMALL)) {
            Logs.write(wal, ENTRIES);
        }
        Files.delete(dir.resolve(SegmentName.list(dir).get(2).toString()));
        assertThatThrownBy(() -> Wal.open(dir, WalSnapshot.EMPTY, Logs.SMALL))
                .isInstanceOf(WalCorruptException.class)
                .hasMessageContaining("missing");
        assertThatThrownBy(() -> Wal.validSnapshots(dir)).hasMessageContaining("the segment before it is missing");
    }

    @Test
    void aSegmentWithoutItsHeadIsRefused() throws IOException {
        Path dir = root.resolve("wal");
        try (Wal wal = Wal.create(dir, Logs.METADATA, Logs.SMALL)) {
            Logs.write(wal, ENTRIES);
        }
        Path last = dir.resolve(SegmentName.list(dir).getLast().toString());
        byte[] whole = Files.readAllBytes(last);
        for (int cut = 0; cut < 24; cut++) {
            Files.write(last, Arrays.copyOf(whole, cut));
            assertRefused(dir, last);
            Files.write(last, Arrays.copyOf(Arrays.copyOf(whole, cut), whole.length));
            assertRefused(dir, last);
        }
        Files.write(last, whole);
        Wal.open(dir, WalSnapshot.EMPTY, Logs.SMALL).wal().close();
    }

    private static void assertRefused(Path dir, Path file) throws IOException {
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> Wal.open(dir, WalSnapshot.EMPTY, Logs.SMALL))
                .isInstanceOf(WalCorruptException.class)
                .hasMessageContaining(file.toString());
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void aSecondOwnerIsRefused() throws IOException {
        Path dir = root.resolve("wal");
        try (Wal wal = Wal.create(dir, Logs.METADATA, Logs.SMALL)) {
            assertThatThrownBy(() -> Wal.open(dir, WalSnapshot.EMPTY, Logs.SMALL))
                    .isInstanceOf(DataDirLockedException.class)
                    .hasMessageContaining("another member");
            assertThatThrownBy(() -> Wal.create(dir, Logs.METADATA, Logs.SMALL))
                    .isInstanceOf(FileAlreadyExistsException.class);
            wal.save(Optional.empty(), List.of(Logs.entry(1, 1, "still mine")), true);
        }
    }

    @Test
    void anInterruptedCreationIsRepeated() throws IOException {
        Path dir = root.resolve("wal");
        Files.createDirectories(root.resolve("wal.tmp"));
        Files.writeString(root.resolve("wal.tmp").resolve("leftover"), "x");
        Wal.create(dir, Logs.METADATA, Logs.SMALL).close();
        assertThat(Wal.exists(dir)).isTrue();
        assertThat(root.resolve("wal.tmp")).doesNotExist();
    }
}
