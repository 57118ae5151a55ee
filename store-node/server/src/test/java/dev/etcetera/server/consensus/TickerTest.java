package dev.etcetera.server.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TickerTest {
    private static final long INTERVAL = 100_000_000L;

    @Test
    void ticksOncePerInterval() {
        Ticker ticker = new Ticker(INTERVAL);
        long first = System.nanoTime() + INTERVAL;

        assertThat(ticker.due(first)).isTrue();
        assertThat(ticker.due(first + INTERVAL / 4)).isFalse();
        assertThat(ticker.due(first + INTERVAL)).isTrue();
    }

    @Test
    void aLongPauseGivesOneTickNotAllThatWereMissed() {
        Ticker ticker = new Ticker(INTERVAL);
        long afterPause = System.nanoTime() + 50 * INTERVAL;

        assertThat(ticker.due(afterPause)).isTrue();
        assertThat(ticker.due(afterPause)).isFalse();
        assertThat(ticker.untilNext(afterPause)).isBetween(INTERVAL / 2, INTERVAL);
    }
}
