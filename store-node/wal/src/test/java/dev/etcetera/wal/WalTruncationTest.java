package dev.etcetera.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.protocol.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalTruncationTest {
    private static final int ENTRIES = 12;

    @TempDir
    Path dir;

    @Test
    void everyTruncationPointLeavesAPrefixThatCanBeAppendedTo() throws IOException {
        byte[] whole = Logs.small(dir.resolve("whole"), ENTRIES);
        int head = headBytes();
        int before = 0;
        for (int cut = head; cut <= whole.length; cut++) {
            Path log = Logs.place(dir.resolve("cut" + cut), Arrays.copyOf(whole, cut), cut);
            WalReplay replay = Wal.open(log, WalSnapshot.EMPTY, Logs.SMALL);
            List<Long> indexes = replay.entries().stream().map(Entry::index).toList();
            assertThat(indexes)
                    .as("cut at %d", cut)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, indexes.size()).boxed().toList());
            assertThat(indexes.size()).as("cut at %d", cut).isGreaterThanOrEqualTo(before);
            before = indexes.size();
            assertThat(Files.exists(log.resolve(new SegmentName(0, 0) + ".broken")))
                    .isEqualTo(replay.repaired());
            appendAndReopen(log, replay);
        }
        assertThat(before).isEqualTo(ENTRIES);
    }

    private static void appendAndReopen(Path log, WalReplay replay) throws IOException {
        Entry next = Logs.entry(9, replay.entries().size() + 1, "after the crash");
        replay.wal().save(Logs.state(9, 0), List.of(next), true);
        replay.wal().close();
        WalReplay again = Wal.open(log, WalSnapshot.EMPTY, Logs.SMALL);
        assertThat(again.repaired()).isFalse();
        assertThat(again.entries()).hasSize(replay.entries().size() + 1).endsWith(next);
        again.wal().close();
    }

    @Test
    void aLogWithoutItsHeadIsRefused() throws IOException {
        byte[] whole = Logs.small(dir.resolve("whole"), 1);
        for (int cut = 0; cut < headBytes(); cut++) {
            Path log = Logs.place(dir.resolve("cut" + cut), Arrays.copyOf(whole, cut), cut);
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> Wal.open(log, WalSnapshot.EMPTY, Logs.SMALL))
                    .isInstanceOf(IOException.class);
        }
    }

    private int headBytes() throws IOException {
        return Logs.small(dir.resolve("empty" + System.nanoTime()), 0).length;
    }
}
