package dev.etcetera.server.compact;

import dev.etcetera.server.config.CompactionConfig;
import java.time.Duration;
import java.util.OptionalLong;

/** Decides when to compact and how far, without a clock of its own. Owned by whoever asks it at each interval. */
public sealed interface Compactor permits PeriodicCompactor, RevisionCompactor {
    /** The compactor that the configuration asks for; times are {@code System.nanoTime()}'s. */
    static Compactor of(CompactionConfig config, long startNanos, long startRevision) {
        return switch (config.mode()) {
            case PERIODIC -> new PeriodicCompactor(Duration.ofNanos(config.retention()), startNanos, startRevision);
            case REVISION -> new RevisionCompactor(config.retention());
        };
    }

    /** The mode's name, as the user gives it. */
    String mode();

    /** How long to wait from one decision to the next. */
    Duration interval();

    /** The retention as a pair for the log. */
    Retention retention();

    /**
     * The revision to compact to now. Members that do not lead are asked, too, so that a new leader knows the past, but
     * get no revision.
     */
    OptionalLong decide(long nowNanos, long currentRevision, boolean leads);

    /** A compaction that was decided on is done, or had been done before. */
    void compacted(long revision, long nowNanos);

    /** What is kept: a duration or a number of revisions, under etcd's name for it. */
    record Retention(String name, Object value) {}
}
