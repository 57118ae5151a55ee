package dev.etcetera.server.config;

import java.time.Duration;

/**
 * Automatic compaction.
 *
 * @param retention nanoseconds of history to keep if {@code mode} is periodic, revisions if it is revision; 0 is off
 */
public record CompactionConfig(Mode mode, long retention) {
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

    /** Value of {@code --auto-compaction-mode}. */
    public enum Mode {
        PERIODIC,
        REVISION
    }

    /** Whether history is only compacted when a client asks for it. */
    public boolean isOff() {
        return retention == 0;
    }

    /**
     * Reads {@code --auto-compaction-retention}: a bare number is hours or revisions, anything else a Go duration. As in
     * etcd, a duration in revision mode is a number of revisions as large as its nanoseconds.
     */
    static CompactionConfig of(Mode mode, String retention) throws ConfigException {
        if (retention.isEmpty()) {
            return new CompactionConfig(mode, 0);
        }
        if (retention.matches("\\+?[0-9]{1,18}")) {
            long number = Long.parseLong(retention);
            return new CompactionConfig(
                    mode,
                    switch (mode) {
                        case PERIODIC -> Math.min(number, Long.MAX_VALUE / HOUR_NANOS) * HOUR_NANOS;
                        case REVISION -> number;
                    });
        }
        Duration duration = GoValues.duration(retention)
                .orElseThrow(() -> new ConfigException(
                        "error parsing CompactionRetention: " + GoValues.durationProblem(retention)));
        if (duration.isNegative()) {
            throw new ConfigException("auto-compaction-retention is negative: " + GoValues.quote(retention));
        }
        return new CompactionConfig(mode, duration.toNanos());
    }
}
