package dev.etcetera.raft.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.InvariantViolation;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.protocol.SnapshotMetadata;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MemoryLogTest {
    private final MemoryLog log = new MemoryLog();

    private static Snapshot snapshot(long index, long term) {
        return new Snapshot(new SnapshotMetadata(ConfState.ofVoters(List.of(1L)), index, term), Payload.EMPTY);
    }

    @Test
    void appendReplacesWhatItOverlaps() {
        log.append(Entries.from(1, 1, 1, 1));
        log.append(Entries.from(2, 2));
        assertThat(log.entries(1, 3, Long.MAX_VALUE)).isEqualTo(Entries.from(1, 1, 2));
        assertThat(log.lastIndex()).isEqualTo(2);
        assertThatThrownBy(() -> log.append(Entries.from(4, 2))).isInstanceOf(InvariantViolation.class);
    }

    @Test
    void compactedEntriesAreGoneButTheLastTermStays() {
        log.append(Entries.from(1, 1, 2, 3, 4));
        assertThat(log.compact(2)).isTrue();
        assertThat(log.compact(1)).isFalse();
        assertThat(log.firstIndex()).isEqualTo(3);
        assertThat(log.term(2)).isEqualTo(2);
        assertThat(log.term(1)).isEqualTo(LogStorage.UNKNOWN_TERM);
        assertThat(log.term(5)).isEqualTo(LogStorage.UNKNOWN_TERM);
        log.append(Entries.from(1, 1, 2, 3, 4, 4));
        assertThat(log.entries(3, 6, Long.MAX_VALUE)).isEqualTo(Entries.from(3, 3, 4, 4));
    }

    @Test
    void snapshotOfOurOwnKeepsTheLogUntilItIsCompacted() {
        log.append(Entries.from(1, 1, 2, 3));
        assertThat(log.createSnapshot(2, ConfState.EMPTY, Payload.EMPTY)
                        .orElseThrow()
                        .metadata()
                        .id())
                .isEqualTo(new EntryId(2, 2));
        assertThat(log.createSnapshot(2, ConfState.EMPTY, Payload.EMPTY)).isEmpty();
        assertThat(log.firstIndex()).isEqualTo(1);
    }

    @Test
    void receivedSnapshotReplacesEverything() {
        log.append(Entries.from(1, 1, 1));
        assertThat(log.applySnapshot(snapshot(7, 3))).isTrue();
        assertThat(log.applySnapshot(snapshot(6, 3))).isFalse();
        assertThat(log.firstIndex()).isEqualTo(8);
        assertThat(log.lastIndex()).isEqualTo(7);
        assertThat(log.term(7)).isEqualTo(3);
    }

    @Test
    void snapshotAtIndexZeroBringsOnlyAConfiguration() {
        assertThat(log.applySnapshot(snapshot(0, 0))).isTrue();
        assertThat(log.initialState().confState().voters()).containsExactly(1L);
        assertThat(log.firstIndex()).isEqualTo(1);
    }
}
