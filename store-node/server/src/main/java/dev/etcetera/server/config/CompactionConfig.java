package dev.etcetera.server.config;

/** Automatic compaction; {@code retention} is hours, a Go duration, or a number of revisions; "0" switches it off. */
public record CompactionConfig(Mode mode, String retention) {
    /** Value of {@code --auto-compaction-mode}. */
    public enum Mode {
        PERIODIC,
        REVISION
    }
}
