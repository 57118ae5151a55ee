package dev.etcetera.backup.restore;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What shall be restored. */
public sealed interface Target {
    /** All there is. */
    record Latest() implements Target {}

    /** Everything up to this revision. */
    record AtRevision(long revision) implements Target {}

    /** Everything that had been seen at this time. */
    record AtTime(Instant time) implements Target {}

    /** Of the options of a command. */
    static Target of(@Nullable Long revision, @Nullable Instant time) {
        if (revision != null && time != null) {
            throw new IllegalArgumentException("--revision and --time exclude each other");
        }
        if (revision != null) {
            return new AtRevision(revision);
        }
        return time == null ? new Latest() : new AtTime(time);
    }
}
