package dev.etcetera.server.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values as Go's flag package reads them. */
final class GoValues {
    private static final Pattern DURATION = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(?:\\d+\\.?\\d*|\\.\\d+)([^\\d.]*)");
    private static final Pattern INTEGER = Pattern.compile("([+-]?)(0[xXbBoO]|0(?=\\d)|)([0-9a-fA-F]+)");
    private static final Map<String, Long> UNIT_NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "μs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    private GoValues() {}

    static Optional<Boolean> bool(String text) {
        return switch (text) {
            case "1", "t", "T", "true", "TRUE", "True" -> Optional.of(true);
            case "0", "f", "F", "false", "FALSE", "False" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** An integer in Go's notations (0x, 0o, 0b, leading 0, underscores), empty when it is none. */
    static Optional<BigInteger> integer(String text) {
        Matcher matcher = INTEGER.matcher(text.replace("_", ""));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int radix = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "0x" -> 16;
            case "0b" -> 2;
            case "0o", "0" -> 8;
            default -> 10;
        };
        try {
            BigInteger value = new BigInteger(matcher.group(3), radix);
            return Optional.of(matcher.group(1).equals("-") ? value.negate() : value);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** A Go duration such as {@code 1h30m} or {@code 0}, empty when it is none. */
    static Optional<Duration> duration(String text) {
        String sign = text.startsWith("-") || text.startsWith("+") ? text.substring(0, 1) : "";
        String rest = text.substring(sign.length());
        if (rest.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        Matcher matcher = DURATION.matcher(rest);
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (matcher.lookingAt()) {
            long unit = UNIT_NANOS.getOrDefault(matcher.group(2), 0L);
            nanos = nanos.add(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)));
            end = matcher.end();
            matcher.region(end, rest.length());
        }
        if (end == 0 || end != rest.length() || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            return Optional.empty();
        }
        Duration duration = Duration.ofNanos(nanos.longValue());
        return Optional.of(sign.equals("-") ? duration.negated() : duration);
    }

    /** What Go finds wrong with a text that is no duration. */
    static String durationProblem(String text) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        while (matcher.find()) {
            String unit = matcher.group(1);
            if (unit.isEmpty()) {
                return "time: missing unit in duration " + quote(text);
            }
            if (!UNIT_NANOS.containsKey(unit)) {
                return "time: unknown unit " + quote(unit) + " in duration " + quote(text);
            }
        }
        return "time: invalid duration " + quote(text);
    }

    /** Go's {@code %q} for the texts that appear in flags. */
    static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
