package dev.etcetera.server.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DiskWatchTest {
    private final DiskWatch disk = new DiskWatch(100);

    @Test
    void diskThatHasNothingToDoIsNeverStalled() {
        assertThat(disk.stalled(1_000)).isFalse();
        disk.began(1_000);
        disk.finished(1_050);

        assertThat(disk.stalled(9_000)).isFalse();
    }

    @Test
    void diskThatFinishesNothingForTooLongIsStalledUntilItDoes() {
        disk.began(1_000);
        disk.began(1_090);

        assertThat(disk.stalled(1_100)).isFalse();
        assertThat(disk.stalled(1_101)).isTrue();
        disk.finished(1_200);
        assertThat(disk.stalled(1_250)).as("slow, but it moves").isFalse();
        assertThat(disk.stalled(1_301)).isTrue();
    }
}
