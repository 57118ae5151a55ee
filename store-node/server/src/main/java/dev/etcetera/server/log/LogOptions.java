package dev.etcetera.server.log;

import java.util.List;

/** What to log and where: {@code outputs} are {@code default} (stderr), {@code stderr}, {@code stdout} or file paths. */
public record LogOptions(LogLevel level, Format format, List<String> outputs) {
    /** Shape of a line. */
    public enum Format {
        JSON,
        CONSOLE
    }

    public LogOptions {
        outputs = List.copyOf(outputs);
    }

    /** JSON at level info on stderr. */
    public static LogOptions defaults() {
        return new LogOptions(LogLevel.INFO, Format.JSON, List.of("default"));
    }
}
