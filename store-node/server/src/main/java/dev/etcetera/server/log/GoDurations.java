package dev.etcetera.server.log;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations as Go prints them: {@code 100ms}, {@code 1m0s}, {@code 1.5s}, {@code 0s}. */
public final class GoDurations {
    private static final long SECOND = 1_000_000_000L;

    private GoDurations() {}

    /** Go's text of a duration. */
    public static String format(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos == 0) {
            return "0s";
        }
        String sign = nanos < 0 ? "-" : "";
        long magnitude = Math.abs(nanos);
        return sign + (magnitude < SECOND ? small(magnitude) : large(magnitude));
    }

    private static String small(long nanos) {
        if (nanos < 1_000) {
            return nanos + "ns";
        }
        return nanos < 1_000_000 ? decimal(nanos, 3) + "µs" : decimal(nanos, 6) + "ms";
    }

    private static String large(long nanos) {
        long minutes = nanos / (60 * SECOND);
        String seconds = decimal(nanos % (60 * SECOND), 9) + "s";
        if (minutes == 0) {
            return seconds;
        }
        return minutes < 60 ? minutes + "m" + seconds : minutes / 60 + "h" + minutes % 60 + "m" + seconds;
    }

    private static String decimal(long value, int scale) {
        BigDecimal decimal = BigDecimal.valueOf(value, scale).stripTrailingZeros();
        return decimal.scale() < 0 ? decimal.toBigInteger().toString() : decimal.toPlainString();
    }
}
