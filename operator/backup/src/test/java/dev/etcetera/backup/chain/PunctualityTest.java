package dev.etcetera.backup.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PunctualityTest {
    private static final long INTERVAL = 5000;

    private final Punctuality punctuality = new Punctuality();

    private long waits() {
        return punctuality.waitMillis(Duration.ofMillis(INTERVAL));
    }

    @Test
    void changeThatCameAtTheBeginningOfAWritingIsStoredWithinTheInterval() {
        for (long writing : new long[] {0, 1, 150, 600, 1100}) {
            punctuality.wrote(writing);
            assertThat(writing + waits() + writing).isBetween(INTERVAL / 2, INTERVAL);
        }
    }

    @Test
    void storeThatIsSlowDoesNotGetMoreAndMoreDeltas() {
        punctuality.wrote(60_000);
        assertThat(waits()).isEqualTo(INTERVAL / 2);
        for (int i = 0; i < 30; i++) {
            punctuality.wrote(10);
        }
        assertThat(waits()).isGreaterThan(INTERVAL * 9 / 10);
    }
}
