package dev.etcetera.server.log;

import java.util.Locale;

/** Numbers of bytes as etcd's log lines show them to people: {@code 25 kB}, {@code 1.5 GB}. */
public final class ByteSizes {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    private static final double STEP = 1000;

    private ByteSizes() {}

    /** Two digits, or as many as there are before the point. */
    public static String human(long bytes) {
        if (bytes < 10) {
            return bytes + " B";
        }
        int unit = (int) Math.floor(Math.log((double) bytes) / Math.log(STEP));
        double value = Math.floor((double) bytes / Math.pow(STEP, unit) * 10 + 0.5) / 10;
        return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
    }
}
