package dev.etcetera.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.server.config.CompactionConfig.Mode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CompactionConfigTest {
    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "'', PT0S",
        "0s, PT0S",
        "1, PT1H",
        "24, PT24H",
        "10m, PT10M",
        "1h30m, PT1H30M",
        "0.5s, PT0.5S"
    })
    void periodsAreHoursOrDurations(String text, Duration period) throws ConfigException {
        CompactionConfig config = CompactionConfig.of(Mode.PERIODIC, text);
        assertThat(config.retention()).isEqualTo(period.toNanos());
        assertThat(config.isOff()).isEqualTo(period.isZero());
    }

    @Test
    void revisionsAreANumber() throws ConfigException {
        assertThat(CompactionConfig.of(Mode.REVISION, "1000").retention()).isEqualTo(1000);
        assertThat(CompactionConfig.of(Mode.REVISION, "0").isOff()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "soon | error parsing CompactionRetention: time: invalid duration \"soon\"",
                "1d | error parsing CompactionRetention: time: unknown unit \"d\" in duration \"1d\"",
                "1h5 | error parsing CompactionRetention: time: missing unit in duration \"1h5\"",
                "-5 | error parsing CompactionRetention: time: missing unit in duration \"-5\"",
                "-5m | auto-compaction-retention is negative: \"-5m\"",
            })
    void whatIsNeitherIsRefused(String text, String words) {
        assertThatThrownBy(() -> CompactionConfig.of(Mode.PERIODIC, text)).hasMessage(words);
    }
}
