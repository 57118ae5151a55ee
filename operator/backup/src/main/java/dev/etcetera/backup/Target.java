package dev.etcetera.backup;

import java.time.Instant;

/** What shall be restored. */
public sealed interface Target {
    /** All there is. */
    record Latest() implements Target {}

    /** Everything up to this revision. */
    record AtRevision(long revision) implements Target {}

    /** Everything that had been seen at this time. */
    record AtTime(Instant time) implements Target {}
}
