package dev.etcetera.server.compact;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * Keeps the history of a period. Nobody knows a revision's age but by having written it down: the current revision is
 * noted ten times in a period, or every six minutes if the period is longer than an hour, and the oldest note is as old
 * as the period or, as in etcd, one interval older.
 *
 * <pre>
 * notes   | r1 | r2 | ... | r11 |       r1 was current a period ago: compact to it
 *           oldest          newest
 * </pre>
 *
 * <p>The first compaction is due a whole period after the start, later ones a period, at most an hour, after the last one
 * that succeeded.
 */
final class PeriodicCompactor implements Compactor {
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();
    private static final int NOTES_PER_COMPACTION = 10;

    private final long periodNanos;
    private final long compactionIntervalNanos;
    private final long intervalNanos;
    private final long maxNotes;
    private final Deque<Long> notedRevisions = new ArrayDeque<>();
    private long waitNanos;
    private long lastSuccessNanos;
    private long lastRevision;

    PeriodicCompactor(Duration period, long startNanos, long startRevision) {
        this.periodNanos = period.toNanos();
        this.compactionIntervalNanos = Math.min(periodNanos, HOUR_NANOS);
        this.intervalNanos = Math.max(1, compactionIntervalNanos / NOTES_PER_COMPACTION);
        this.maxNotes = periodNanos / intervalNanos + 1;
        this.waitNanos = periodNanos;
        this.lastSuccessNanos = startNanos;
        notedRevisions.add(startRevision);
    }

    @Override
    public String mode() {
        return "periodic";
    }

    @Override
    public Duration interval() {
        return Duration.ofNanos(intervalNanos);
    }

    @Override
    public Retention retention() {
        return new Retention("compact-period", Duration.ofNanos(periodNanos));
    }

    @Override
    public OptionalLong decide(long nowNanos, long currentRevision, boolean leads) {
        long oldest = notedRevisions.getFirst();
        note(currentRevision);
        if (!leads || nowNanos - lastSuccessNanos < waitNanos || oldest == lastRevision) {
            return OptionalLong.empty();
        }
        waitNanos = compactionIntervalNanos;
        return OptionalLong.of(oldest);
    }

    @Override
    public void compacted(long revision, long nowNanos) {
        lastRevision = revision;
        lastSuccessNanos = nowNanos;
    }

    private void note(long revision) {
        notedRevisions.add(revision);
        if (notedRevisions.size() > maxNotes) {
            notedRevisions.removeFirst();
        }
    }
}
