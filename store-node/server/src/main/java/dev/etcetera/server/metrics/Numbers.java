package dev.etcetera.server.metrics;

import java.math.BigDecimal;

/** Samples in the text format. */
final class Numbers {
    private static final double EXACT = 1L << 53;

    private Numbers() {}

    static void sample(StringBuilder out, String name, String labels, double value) {
        out.append(name).append(labels).append(' ').append(text(value)).append('\n');
    }

    static void sample(StringBuilder out, String name, String labels, long value) {
        out.append(name).append(labels).append(' ').append(value).append('\n');
    }

    static String text(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < EXACT;
        if (whole) {
            return Long.toString((long) value);
        }
        return Double.isFinite(value) ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString() : Double.toString(value);
    }
}
