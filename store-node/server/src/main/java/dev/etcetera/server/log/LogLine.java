package dev.etcetera.server.log;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One event on its way to the outputs; {@code keysAndValues} are the caller's pairs, not copied. */
record LogLine(LogLevel level, Instant time, String caller, String message, List<@Nullable Object> keysAndValues) {
    /** A stack trace belongs to the line only from level error on, as in zap. */
    boolean wantsStackTrace() {
        return level.compareTo(LogLevel.ERROR) >= 0;
    }
}
