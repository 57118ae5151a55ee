package dev.etcetera.operator.pki;

import java.time.Duration;
import java.util.Locale;

/** Durations as Kubernetes writes them: 2160h, 1h30m, 90s. */
final class Durations {
    private Durations() {}

    static Duration parse(String text) {
        return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }
}
