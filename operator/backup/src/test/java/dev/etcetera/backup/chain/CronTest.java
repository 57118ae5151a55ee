package dev.etcetera.backup.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 3 * * * | Etc/UTC | 2026-11-29T02:59:59Z | 2026-11-29T03:00:00Z",
                "0 3 * * * | Etc/UTC | 2026-11-29T03:00:00Z | 2026-11-30T03:00:00Z",
                "0 3 * * * | Europe/Berlin | 2026-11-29T00:00:00Z | 2026-11-29T02:00:00Z",
                "*/15 * * * * | Etc/UTC | 2026-11-29T00:14:59.5Z | 2026-11-29T00:15:00Z",
                "0 0 * * 0 | Etc/UTC | 2026-11-24T00:00:00Z | 2026-11-29T00:00:00Z",
                "0 0 * * 7 | Etc/UTC | 2026-11-24T00:00:00Z | 2026-11-29T00:00:00Z",
                "0 0 * * MON-FRI | Etc/UTC | 2026-11-28T00:00:00Z | 2026-11-30T00:00:00Z",
                "0 0 31 * * | Etc/UTC | 2026-11-01T00:00:00Z | 2026-12-31T00:00:00Z",
                "@hourly | Etc/UTC | 2026-11-29T00:10:00Z | 2026-11-29T01:00:00Z",
                "@weekly | Etc/UTC | 2026-11-24T00:00:00Z | 2026-11-29T00:00:00Z",
                // The night in which half past two is left out, and the one in which it comes twice.
                "30 2 * * * | Europe/Berlin | 2026-03-28T12:00:00Z | 2026-03-30T00:30:00Z",
                "30 2 * * * | Europe/Berlin | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z",
                "30 2 * * * | Europe/Berlin | 2026-10-25T00:30:00Z | 2026-10-26T01:30:00Z",
            })
    void nextTime(String fields, String zone, Instant now, Instant next) {
        assertThat(Cron.parse(fields, zone).after(now)).contains(next);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 3 * * * | 2026-11-29T02:59:59Z | 2026-11-28T03:00:00Z",
                "0 3 * * * | 2026-11-29T03:00:00Z | 2026-11-29T03:00:00Z",
                "0 3 * * * | 2026-11-29T03:00:00.9Z | 2026-11-29T03:00:00Z",
            })
    void lastTime(String fields, Instant now, Instant last) {
        assertThat(Cron.parse(fields, "Etc/UTC").notAfter(now)).contains(last);
    }

    @Test
    void whatIsWrongIsSaid() {
        assertThatThrownBy(() -> Cron.parse("0 3 * *", "Etc/UTC"))
                .hasMessageStartingWith("'0 3 * *' is no schedule of five fields");
        assertThatThrownBy(() -> Cron.parse("0 25 * * *", "Etc/UTC")).hasMessageContaining("25");
        assertThatThrownBy(() -> Cron.parse("0 3 * * *", "Europe/Bielefeld"))
                .hasMessage("'Europe/Bielefeld' is no time zone; one is Europe/Berlin");
    }
}
