package dev.etcetera.raft.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.InvariantViolation;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.protocol.SnapshotMetadata;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RaftLogTest {
    private final MemoryLog storage = new MemoryLog();

    private RaftLog log(long... stableTerms) {
        storage.append(Entries.from(1, stableTerms));
        return new RaftLog(storage, Long.MAX_VALUE);
    }

    @Test
    void followerRejectsAppendWithGap() {
        RaftLog log = log(1, 1);
        assertThat(log.maybeAppend(new EntryId(1, 3), Entries.from(4, 1), 0)).isFalse();
        assertThat(log.maybeAppend(new EntryId(2, 2), Entries.from(3, 2), 0)).isFalse();
        assertThat(log.lastIndex()).isEqualTo(2);
    }

    @Test
    void conflictingTailIsReplacedAndWrittenAgain() {
        RaftLog log = log(1, 1, 1, 1);
        assertThat(log.maybeAppend(new EntryId(1, 2), Entries.from(3, 2, 2, 2), 3))
                .isTrue();
        assertThat(log.lastId()).isEqualTo(new EntryId(2, 5));
        assertThat(log.committed()).isEqualTo(3);
        assertThat(log.nextUnstable()).isEqualTo(Entries.from(3, 2, 2, 2));
    }

    @Test
    void knownEntriesAreNotWrittenAgain() {
        RaftLog log = log(1, 1, 1);
        assertThat(log.maybeAppend(new EntryId(1, 1), Entries.from(2, 1, 1), 9)).isTrue();
        assertThat(log.hasNextUnstable()).isFalse();
        assertThat(log.committed()).as("no further than what was checked").isEqualTo(3);
    }

    @Test
    void committedEntriesNeverConflict() {
        RaftLog log = log(1, 1, 1);
        log.commitTo(2);
        assertThatThrownBy(() -> log.maybeAppend(new EntryId(1, 1), Entries.from(2, 2), 0))
                .isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> log.commitTo(4))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("Was the raft log corrupted, truncated, or lost?");
    }

    @Test
    void whatIsCommittedButNotDurableHereIsNotAppliedYet() {
        RaftLog log = log(1, 1);
        log.append(Entries.from(3, 1, 1));
        log.commitTo(4);
        assertThat(log.nextCommitted()).isEqualTo(Entries.from(1, 1, 1));
        log.acceptApplying(2, 0);
        assertThat(log.hasNextCommitted()).isFalse();
        storage.append(Entries.from(3, 1, 1));
        log.stableTo(new EntryId(1, 4));
        assertThat(log.nextCommitted()).isEqualTo(Entries.from(3, 1, 1));
        log.acceptApplying(4, 0);
        assertThat(log.hasNextCommitted()).isFalse();
        log.appliedTo(4, 0);
        assertThat(log.applied()).isEqualTo(4);
    }

    @Test
    void writeThatWasOvertakenIsNotStable() {
        RaftLog log = log(1);
        log.append(Entries.from(2, 1, 1));
        log.acceptUnstable();
        log.maybeAppend(new EntryId(1, 1), Entries.from(2, 2), 0);
        log.stableTo(new EntryId(1, 3));
        assertThat(log.hasUnstable()).isTrue();
        assertThat(log.nextUnstable()).isEqualTo(Entries.from(2, 2));
        assertThat(log.entriesFrom(1, Long.MAX_VALUE)).isEqualTo(Entries.from(1, 1, 2));
    }

    @Test
    void partOfAWriteThatStaysIsNotHandedOutTwice() {
        RaftLog log = log(1);
        log.append(Entries.from(2, 1, 1));
        log.acceptUnstable();
        log.maybeAppend(new EntryId(1, 2), Entries.from(3, 2), 0);
        assertThat(log.nextUnstable()).isEqualTo(Entries.from(3, 2));
        log.stableTo(new EntryId(1, 2));
        assertThat(log.nextUnstable()).isEqualTo(Entries.from(3, 2));
    }

    @Test
    void hintSkipsWholeTerms() {
        RaftLog log = log(1, 3, 3, 4, 4, 5);
        assertThat(log.findConflictByTerm(6, 3)).isEqualTo(new EntryId(3, 3));
        assertThat(log.findConflictByTerm(6, 2)).isEqualTo(new EntryId(1, 1));
        assertThat(log.findConflictByTerm(6, 0)).isEqualTo(EntryId.ZERO);
        assertThat(log.findConflictByTerm(9, 3)).as("unknown beyond the end").isEqualTo(new EntryId(0, 9));
    }

    @Test
    void onlyEntriesOfTheLeadersTermAreCommittedByCounting() {
        RaftLog log = log(1, 2, 2);
        assertThat(log.maybeCommit(new EntryId(3, 3))).isFalse();
        assertThat(log.maybeCommit(new EntryId(2, 3))).isTrue();
        assertThat(log.maybeCommit(new EntryId(2, 3))).isFalse();
    }

    @Test
    void snapshotReplacesTheLogAndIsAppliedFirst() {
        RaftLog log = log(1, 1);
        Snapshot snapshot = new Snapshot(new SnapshotMetadata(ConfState.EMPTY, 9, 3), Payload.EMPTY);
        log.restore(snapshot);
        log.append(Entries.from(10, 3));
        log.commitTo(10);
        assertThat(log.firstIndex()).isEqualTo(10);
        assertThat(log.term(9)).isEqualTo(3);
        assertThat(log.term(8)).isEqualTo(LogStorage.UNKNOWN_TERM);
        assertThat(log.hasNextCommitted()).isFalse();
        storage.applySnapshot(snapshot);
        log.stableSnapshotTo(9);
        log.appliedTo(9, 0);
        assertThat(log.hasNextCommitted()).isFalse();
        storage.append(Entries.from(10, 3));
        log.stableTo(new EntryId(3, 10));
        assertThat(log.nextCommitted()).isEqualTo(Entries.from(10, 3));
    }

    @Test
    void handingOutPausesAtItsLimit() {
        storage.append(Entries.from(1, 1, 1, 1));
        long each = Entries.from(1, 1).getFirst().encodedSize();
        RaftLog log = new RaftLog(storage, 2 * each);
        log.commitTo(3);
        List<Entry> page = log.nextCommitted();
        assertThat(page).hasSize(2);
        log.acceptApplying(2, RaftLog.encodedSize(page));
        assertThat(log.hasNextCommitted()).isFalse();
        log.appliedTo(2, 2 * each);
        assertThat(log.nextCommitted()).isEqualTo(Entries.from(3, 1));
    }
}
