package dev.etcetera.server.compact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.server.config.CompactionConfig;
import dev.etcetera.server.config.CompactionConfig.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each test has one revision written per interval: after n intervals the current revision is n + 1. */
final class CompactorTest {
    private static final long START_NANOS = Long.MAX_VALUE - 5;

    private final List<String> compactions = new ArrayList<>();
    private long intervals;

    private static Compactor periodic(Duration period) {
        return Compactor.of(new CompactionConfig(Mode.PERIODIC, period.toNanos()), START_NANOS, 1);
    }

    private OptionalLong next(Compactor compactor, boolean leads) {
        intervals++;
        return compactor.decide(now(compactor), intervals + 1, leads);
    }

    private long now(Compactor compactor) {
        return START_NANOS + intervals * compactor.interval().toNanos();
    }

    private void run(Compactor compactor, int count, boolean leads) {
        for (int i = 0; i < count; i++) {
            next(compactor, leads).ifPresent(revision -> {
                compactions.add(intervals + ":" + revision);
                compactor.compacted(revision, now(compactor));
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PT5S, PT0.5S, 10:1 20:10 30:20",
        "PT59M, PT5M54S, 10:1 20:10 30:20",
        "PT1H, PT6M, 10:1 20:10 30:20",
        "PT2H, PT6M, 20:1 30:10",
        "PT3H, PT6M, 30:1",
    })
    void aPeriodOfHistoryIsKept(Duration period, Duration interval, String expected) {
        Compactor compactor = periodic(period);
        assertThat(compactor.interval()).isEqualTo(interval);
        run(compactor, 35, true);
        assertThat(String.join(" ", compactions)).isEqualTo(expected);
    }

    @Test
    void aFailedPeriodicCompactionIsRetriedAtTheNextIntervalWithALaterRevision() {
        Compactor compactor = periodic(Duration.ofHours(1));
        run(compactor, 9, true);
        assertThat(next(compactor, true)).hasValue(1);
        assertThat(next(compactor, true)).hasValue(1);
        assertThat(next(compactor, true)).hasValue(2);
        run(compactor, 11, true);
        assertThat(compactions).containsExactly("13:3", "23:13");
    }

    @Test
    void aNewLeaderKnowsThePast() {
        Compactor compactor = periodic(Duration.ofHours(1));
        run(compactor, 25, false);
        assertThat(compactions).isEmpty();
        run(compactor, 1, true);
        assertThat(compactions).containsExactly("26:16");
    }

    @Test
    void anIdleStoreIsCompactedOnce() {
        Compactor compactor = periodic(Duration.ofHours(1));
        int compacted = 0;
        for (intervals = 1; intervals < 50; intervals++) {
            OptionalLong revision = compactor.decide(now(compactor), 1, true);
            if (revision.isPresent()) {
                compacted++;
                compactor.compacted(revision.getAsLong(), now(compactor));
            }
        }
        assertThat(compacted).isEqualTo(1);
    }

    @Test
    void aNumberOfRevisionsIsKept() {
        Compactor compactor = Compactor.of(new CompactionConfig(Mode.REVISION, 10), START_NANOS, 1);
        assertThat(compactor.interval()).isEqualTo(Duration.ofMinutes(5));
        assertThat(compactor.decide(0, 10, true)).isEmpty();
        assertThat(compactor.decide(0, 11, false)).isEmpty();
        assertThat(compactor.decide(0, 11, true)).hasValue(1);
        assertThat(compactor.decide(0, 11, true)).as("failed before").hasValue(1);
        compactor.compacted(1, 0);
        assertThat(compactor.decide(0, 11, true)).isEmpty();
        assertThat(compactor.decide(0, 99, true)).hasValue(89);
    }
}
