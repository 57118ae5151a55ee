package dev.etcetera.server.log;

import java.util.Locale;
import java.util.Optional;

/** zap's levels, lowest first. */
public enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR,
    DPANIC,
    PANIC,
    FATAL;

    /** The level of a {@code --log-level} value, empty when there is none of that name. */
    public static Optional<LogLevel> parse(String text) {
        for (LogLevel level : values()) {
            if (level.text().equals(text) || level.name().equals(text)) {
                return Optional.of(level);
            }
        }
        return text.equals("warning") ? Optional.of(WARN) : Optional.empty();
    }

    /** The name as it stands in a log line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
