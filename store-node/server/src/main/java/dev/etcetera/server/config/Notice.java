package dev.etcetera.server.config;

import dev.etcetera.server.log.LogLevel;
import dev.etcetera.server.log.ZapLog;
import java.util.List;

/** Something to say in the log once there is one. */
public record Notice(LogLevel level, String message, List<Object> keysAndValues) {
    public Notice {
        keysAndValues = List.copyOf(keysAndValues);
    }

    static Notice info(String message, Object... keysAndValues) {
        return new Notice(LogLevel.INFO, message, List.of(keysAndValues));
    }

    static Notice warn(String message, Object... keysAndValues) {
        return new Notice(LogLevel.WARN, message, List.of(keysAndValues));
    }

    static Notice fatal(String message, Object... keysAndValues) {
        return new Notice(LogLevel.FATAL, message, List.of(keysAndValues));
    }

    /** Writes it. */
    public void tell(ZapLog log) {
        Object[] fields = keysAndValues.toArray();
        switch (level) {
            case DEBUG -> log.debug(message, fields);
            case INFO -> log.info(message, fields);
            case WARN -> log.warn(message, fields);
            case ERROR -> log.error(message, fields);
            case DPANIC, PANIC, FATAL -> log.fatal(message, fields);
        }
    }
}
