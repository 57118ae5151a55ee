package dev.etcetera.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LogRetentionTest {
    private static final int MIB = 1 << 20;

    @Test
    void keepsSoManyEntriesBehindWhatIsApplied() {
        LogRetention retention = new LogRetention(50, 16L * MIB, 64L * MIB);
        fill(retention, 1000, 10);

        assertThat(retention.firstToKeep(1000, Long.MAX_VALUE)).isEqualTo(951);
    }

    @Test
    void keepsEverythingWhileThereIsLittle() {
        LogRetention retention = new LogRetention(50, 16L * MIB, 64L * MIB);
        fill(retention, 40, 10);

        assertThat(retention.firstToKeep(40, Long.MAX_VALUE)).isLessThanOrEqualTo(1);
    }

    @Test
    void largeEntriesAreKeptByTheirBytesNotTheirNumber() {
        LogRetention retention = new LogRetention(5000, 16L * MIB, 64L * MIB);
        fill(retention, 1000, MIB);

        assertThat(1000 - retention.firstToKeep(1000, Long.MAX_VALUE)).isBetween(12L, 17L);
    }

    @Test
    void neverDropsWhatIsNotApplied() {
        LogRetention retention = new LogRetention(50, 16L * MIB, 64L * MIB);
        fill(retention, 1000, MIB);

        assertThat(retention.firstToKeep(300, Long.MAX_VALUE)).isEqualTo(300);
    }

    @Test
    void keepsWhatSomebodyWillAskForButNotWithoutEnd() {
        LogRetention small = new LogRetention(50, 16L * MIB, 64L * MIB);
        fill(small, 1000, 10);
        assertThat(small.firstToKeep(1000, 300)).isEqualTo(300);
        assertThat(small.firstToKeep(1000, 0)).isLessThanOrEqualTo(0);

        LogRetention large = new LogRetention(50, 16L * MIB, 64L * MIB);
        fill(large, 200, MIB);
        assertThat(200 - large.firstToKeep(200, 0)).isBetween(60L, 65L);
    }

    @Test
    void entriesThatAreReplacedCountOnce() {
        LogRetention retention = new LogRetention(5000, 16L * MIB, 64L * MIB);
        fill(retention, 12, MIB);
        for (int round = 0; round < 10; round++) {
            for (long index = 3; index <= 12; index++) {
                retention.appended(index, MIB);
            }
        }

        assertThat(retention.firstToKeep(12, Long.MAX_VALUE)).isLessThanOrEqualTo(1);
    }

    @Test
    void hasRoomUntilWhatIsNotAppliedTakesTooMuch() {
        LogRetention retention = new LogRetention(50, 16L * MIB, 64L * MIB);
        fill(retention, 60, MIB);
        assertThat(retention.hasRoomBehind(0)).isTrue();

        fill(retention, 61, 70, MIB);
        assertThat(retention.hasRoomBehind(0)).isFalse();
        assertThat(retention.hasRoomBehind(5)).isFalse();
        assertThat(retention.hasRoomBehind(8)).isTrue();
        assertThat(retention.hasRoomBehind(70)).isTrue();

        retention.firstToKeep(40, Long.MAX_VALUE);
        assertThat(retention.hasRoomBehind(40)).isTrue();
    }

    @Test
    void logThatBeginsAnewHasRoomAgain() {
        LogRetention retention = new LogRetention(50, 16L * MIB, 64L * MIB);
        fill(retention, 70, MIB);
        retention.restarted();
        assertThat(retention.hasRoomBehind(0)).isTrue();

        fill(retention, 101, 170, MIB);
        assertThat(retention.hasRoomBehind(100)).isFalse();
    }

    @Test
    void asksAgainAfterAHundredEntriesOrAMegabyte() {
        LogRetention retention = new LogRetention(50, 16L * MIB, 64L * MIB);
        retention.appended(1, 10);
        retention.firstToKeep(1, Long.MAX_VALUE);
        for (long index = 2; index <= 100; index++) {
            assertThat(retention.appended(index, 10)).isFalse();
        }
        assertThat(retention.appended(101, 10)).isTrue();
        retention.firstToKeep(101, Long.MAX_VALUE);
        assertThat(retention.appended(102, MIB)).isTrue();
    }

    private static void fill(LogRetention retention, long entries, int bytes) {
        fill(retention, 1, entries, bytes);
    }

    private static void fill(LogRetention retention, long first, long last, int bytes) {
        for (long index = first; index <= last; index++) {
            retention.appended(index, bytes);
        }
    }
}
