package dev.etcetera.server.compact;

import java.time.Duration;
import java.util.OptionalLong;

/** Keeps a number of revisions: every five minutes what is older goes. */
final class RevisionCompactor implements Compactor {
    private static final Duration INTERVAL = Duration.ofMinutes(5);

    private final long retainedRevisions;
    private long lastRevision;

    RevisionCompactor(long retainedRevisions) {
        this.retainedRevisions = retainedRevisions;
    }

    @Override
    public String mode() {
        return "revision";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public Retention retention() {
        return new Retention("revision-compaction-retention", retainedRevisions);
    }

    @Override
    public OptionalLong decide(long nowNanos, long currentRevision, boolean leads) {
        long revision = currentRevision - retainedRevisions;
        boolean due = leads && revision > 0 && revision != lastRevision;
        return due ? OptionalLong.of(revision) : OptionalLong.empty();
    }

    @Override
    public void compacted(long revision, long nowNanos) {
        lastRevision = revision;
    }
}
