package dev.etcetera.raft.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProgressTest {
    private static Progress progress(long match, long next) {
        return new Progress(match, next, true, new Inflights(2, Long.MAX_VALUE));
    }

    @Test
    void probePausesAfterOneAppendWithEntries() {
        Progress progress = progress(3, 5);
        progress.sentEntries(0, 0);
        assertThat(progress.isPaused()).isFalse();
        progress.sentEntries(1, 10);
        assertThat(progress.isPaused()).isTrue();
        assertThat(progress.next()).isEqualTo(5);
        progress.resume();
        assertThat(progress.isPaused()).isFalse();
    }

    @Test
    void replicateRunsAheadUntilTheWindowIsFull() {
        Progress progress = progress(3, 9);
        progress.becomeReplicate();
        assertThat(progress.next()).isEqualTo(4);
        progress.sentEntries(2, 10);
        assertThat(progress.isPaused()).isFalse();
        progress.sentEntries(1, 10);
        assertThat(progress.next()).isEqualTo(7);
        assertThat(progress.isPaused()).isTrue();
        assertThat(progress).hasToString("StateReplicate match=3 next=7 paused inflight=2[full]");
        assertThat(progress.maybeUpdate(5)).isTrue();
        progress.freeInflights(5);
        assertThat(progress.isPaused()).isFalse();
    }

    @Test
    void staleAnswersChangeNothing() {
        Progress replicating = progress(5, 10);
        replicating.becomeReplicate();
        assertThat(replicating.maybeDecreaseTo(4, 4)).isFalse();
        assertThat(replicating.maybeUpdate(5)).isFalse();
        Progress probing = progress(0, 10);
        assertThat(probing.maybeDecreaseTo(5, 5)).isFalse();
        assertThat(probing.maybeDecreaseTo(9, 2)).isTrue();
        assertThat(probing.next()).isEqualTo(3);
    }

    @Test
    void refusalWhileReplicatingFallsBackToWhatMatches() {
        Progress progress = progress(5, 6);
        progress.becomeReplicate();
        progress.sentEntries(4, 1);
        assertThat(progress.maybeDecreaseTo(9, 8)).isTrue();
        assertThat(progress.next()).isEqualTo(6);
    }

    @Test
    void deliveredSnapshotIsProbedFromBehindIt() {
        Progress progress = progress(1, 2);
        progress.becomeSnapshot(20);
        assertThat(progress.isPaused()).isTrue();
        progress.snapshotDelivered();
        assertThat(progress.next()).isEqualTo(21);
        assertThat(progress.isPaused()).isTrue();
    }

    @Test
    void lostSnapshotIsProbedFromWhatMatches() {
        Progress progress = progress(1, 2);
        progress.becomeSnapshot(20);
        progress.snapshotFailed();
        assertThat(progress.next()).isEqualTo(2);
        assertThat(progress.state()).isEqualTo(ProgressState.PROBE);
    }

    @Test
    void commitIndexIsToldOnceUnlessItMayHaveBeenLost() {
        Progress progress = progress(5, 6);
        progress.becomeReplicate();
        progress.sentEntries(2, 1);
        progress.sentCommit(5);
        assertThat(progress.canBumpCommit(5)).isFalse();
        assertThat(progress.canBumpCommit(6)).isTrue();
        progress.sentCommit(7);
        assertThat(progress.canBumpCommit(8)).isFalse();
        progress.becomeProbe();
        assertThat(progress.canBumpCommit(8)).isFalse();
        assertThat(progress.maybeUpdate(8)).isTrue();
        assertThat(progress.canBumpCommit(8)).isTrue();
    }
}
