package dev.etcetera.server.log;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** etcd's time layout: UTC, at most six decimals, trailing zeros cut. */
final class Timestamps {
    private Timestamps() {}

    static void append(StringBuilder out, Instant time) {
        ZonedDateTime utc = time.atZone(ZoneOffset.UTC);
        padded(out, utc.getYear(), 4).append('-');
        padded(out, utc.getMonthValue(), 2).append('-');
        padded(out, utc.getDayOfMonth(), 2).append('T');
        padded(out, utc.getHour(), 2).append(':');
        padded(out, utc.getMinute(), 2).append(':');
        padded(out, utc.getSecond(), 2);
        int micros = utc.getNano() / 1000;
        if (micros > 0) {
            padded(out.append('.'), micros, 6);
            while (out.charAt(out.length() - 1) == '0') {
                out.setLength(out.length() - 1);
            }
        }
        out.append('Z');
    }

    private static StringBuilder padded(StringBuilder out, int number, int width) {
        String digits = Integer.toString(number);
        return out.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
    }
}
