package dev.etcetera.backup.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final Duration NONE = Duration.ZERO;
    private static final List<Manifest> BACKUPS = Stream.of(
                    "2026-09-30T23:00:00Z",
                    "2026-10-01T00:00:00Z",
                    "2026-10-31T10:00:00Z",
                    "2026-11-22T23:59:59Z",
                    "2026-11-23T00:00:00Z",
                    "2026-11-28T06:00:00Z",
                    "2026-11-28T18:00:00Z",
                    "2026-11-29T06:00:00Z",
                    "2026-11-29T11:00:00Z")
            .map(RetentionTest::takenAt)
            .toList();

    @Test
    void keepsTheNewest() {
        assertKept(new Retention(2, NONE, 0, 0, 0), "2026-11-29T06:00:00Z", "2026-11-29T11:00:00Z");
        assertKept(new Retention(1, NONE, 0, 0, 0), "2026-11-29T11:00:00Z");
        assertThat(new Retention(99, NONE, 0, 0, 0).expired(BACKUPS, Manifest::taken, NOW))
                .isEmpty();
    }

    @Test
    void keepsWhatIsNoOlder() {
        assertKept(
                new Retention(0, Duration.ofHours(18), 0, 0, 0),
                "2026-11-28T18:00:00Z",
                "2026-11-29T06:00:00Z",
                "2026-11-29T11:00:00Z");
        assertKept(new Retention(0, Duration.ofSeconds(1), 0, 0, 0), "2026-11-29T11:00:00Z");
    }

    @Test
    void keepsTheNewestOfDaysWeeksAndMonths() {
        assertKept(
                new Retention(0, NONE, 3, 0, 0),
                "2026-11-23T00:00:00Z",
                "2026-11-28T18:00:00Z",
                "2026-11-29T11:00:00Z");
        assertKept(new Retention(0, NONE, 0, 2, 0), "2026-11-22T23:59:59Z", "2026-11-29T11:00:00Z");
        assertKept(
                new Retention(0, NONE, 0, 0, 3),
                "2026-09-30T23:00:00Z",
                "2026-10-31T10:00:00Z",
                "2026-11-29T11:00:00Z");
    }

    @Test
    void rulesKeepMoreTogetherThanAloneAndNeverLoseTheNewest() {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            List<Manifest> backups = Stream.generate(() ->
                            takenAt(NOW.minusSeconds(random.nextInt(10_000_000)).toString()))
                    .limit(1 + random.nextInt(30))
                    .toList();
            Retention many = new Retention(
                    random.nextInt(4),
                    Duration.ofDays(random.nextInt(20)),
                    random.nextInt(5),
                    random.nextInt(5),
                    1 + random.nextInt(4));
            List<Manifest> expired = many.expired(backups, Manifest::taken, NOW);
            assertThat(expired).hasSizeLessThan(backups.size());
            List<Manifest> alone = new Retention(0, NONE, 0, 0, many.monthly()).expired(backups, Manifest::taken, NOW);
            assertThat(alone).containsAll(expired);
            List<Manifest> left =
                    backups.stream().filter(b -> !expired.contains(b)).toList();
            assertThat(many.expired(left, Manifest::taken, NOW)).as("once more").isEmpty();
        }
    }

    @Test
    void nothingToKeepIsAMistake() {
        assertThatThrownBy(() -> new Retention(0, NONE, 0, 0, 0)).hasMessageStartingWith("say what is kept: ");
        assertThatThrownBy(() -> new Retention(-1, NONE, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Retention(1, NONE, 0, 0, 0).expired(List.<Manifest>of(), Manifest::taken, NOW))
                .isEmpty();
    }

    private static void assertKept(Retention retention, String... times) {
        List<Manifest> expired = retention.expired(BACKUPS, Manifest::taken, NOW);
        assertThat(BACKUPS.stream().filter(b -> !expired.contains(b)).map(Manifest::takenAt))
                .containsExactly(times);
        assertThat(expired).isSortedAccordingTo(java.util.Comparator.comparing(Manifest::takenAt));
    }

    private static Manifest takenAt(String time) {
        return new Manifest(1, "b/" + time, "me", "c", "m", "3.7.3", 1, 1, 0, 1, "", time, null);
    }
}
