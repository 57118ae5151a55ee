package dev.etcetera.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LogRetentionTest {
    private static final int MIB = 1 << 20;

    @Test
    void keepsEverythingWhileItIsSmall() {
        LogRetention retention = filled(10);

        assertThat(retention.firstToKeep(10, Long.MAX_VALUE)).isZero();
    }

    @Test
    void dropsWhatIsBeyondTheBytesToKeep() {
        LogRetention retention = filled(100);

        long first = retention.firstToKeep(100, Long.MAX_VALUE);

        assertThat(100 - first).isBetween(16L, 24L);
    }

    @Test
    void neverDropsWhatIsNotApplied() {
        LogRetention retention = filled(100);

        assertThat(retention.firstToKeep(30, Long.MAX_VALUE)).isBetween(20L, 30L);
    }

    @Test
    void keepsMoreForAMemberThatLagsButNotWithoutEnd() {
        LogRetention lagging = filled(60);
        assertThat(lagging.firstToKeep(60, 10)).isBetween(5L, 12L);

        LogRetention far = filled(200);
        assertThat(200 - far.firstToKeep(200, 10)).isBetween(60L, 72L);
    }

    /** Keeps 16 MiB at rest and 64 MiB for a member that lags; {@code entries} of 1 MiB each. */
    private static LogRetention filled(int entries) {
        LogRetention retention = new LogRetention(16L * MIB, 64L * MIB);
        for (long index = 1; index <= entries; index++) {
            retention.appended(index, MIB);
        }
        return retention;
    }
}
