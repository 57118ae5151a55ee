package dev.etcetera.server.log;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON of log fields, without a JSON library on the way. */
final class JsonText {
    private static final String HEX = "0123456789abcdef";

    private JsonText() {}

    /** Appends {@code ,"key":value} for each pair, and {@code stacktrace} where the line wants one. */
    static void fields(StringBuilder out, LogLine line) {
        List<@Nullable Object> pairs = line.keysAndValues();
        Optional<Throwable> thrown = Optional.empty();
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            Object value = pairs.get(i + 1);
            quote(out.append(','), String.valueOf(pairs.get(i)));
            value(out.append(':'), value);
            if (value instanceof Throwable cause) {
                thrown = Optional.of(cause);
            }
        }
        if (pairs.size() % 2 == 1) {
            value(out.append(",\"ignored\":"), pairs.getLast());
        }
        if (line.wantsStackTrace() && thrown.isPresent()) {
            StringWriter trace = new StringWriter();
            thrown.get().printStackTrace(new PrintWriter(trace, true));
            quote(out.append(",\"stacktrace\":"), trace.toString().stripTrailing());
        }
    }

    static void value(StringBuilder out, @Nullable Object value) {
        switch (value) {
            case null -> out.append("null");
            case Double d when d.isNaN() || d.isInfinite() -> quote(out, d.toString());
            case Number number -> out.append(number);
            case Boolean flag -> out.append(flag);
            case Duration duration -> quote(out, GoDurations.format(duration));
            case Throwable thrown -> quote(out, message(thrown));
            case Optional<?> optional -> value(out, optional.orElse(null));
            case Iterable<?> values when !(values instanceof Path) -> array(out, values);
            case Map<?, ?> map -> object(out, map);
            default -> quote(out, value.toString());
        }
    }

    private static String message(Throwable thrown) {
        String message = thrown.getMessage();
        if (message == null) {
            return thrown.getClass().getSimpleName();
        }
        return thrown instanceof IOException || thrown instanceof IllegalArgumentException
                ? thrown.getClass().getSimpleName() + ": " + message
                : message;
    }

    private static void array(StringBuilder out, Iterable<?> values) {
        char before = '[';
        for (Object value : values) {
            value(out.append(before), value);
            before = ',';
        }
        out.append(before == '[' ? "[]" : "]");
    }

    private static void object(StringBuilder out, Map<?, ?> map) {
        char before = '{';
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            quote(out.append(before), String.valueOf(entry.getKey()));
            value(out.append(':'), entry.getValue());
            before = ',';
        }
        out.append(before == '{' ? "{}" : "}");
    }

    static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00").append(HEX.charAt((c >> 4) & 15)).append(HEX.charAt(c & 15));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
