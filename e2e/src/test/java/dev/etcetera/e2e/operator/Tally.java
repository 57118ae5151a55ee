package dev.etcetera.e2e.operator;

import java.time.Duration;

/** What writers and readers met, counted since the last look and in all. Used by all their threads. */
final class Tally {
    private long lastAckNanos = System.nanoTime();
    private long lastReadNanos = lastAckNanos;
    private long longestGapNanos;
    private long longestReadGapNanos;
    private long longestPutNanos;
    private long retries;
    private long term;
    private long reads;
    private long stale;

    synchronized void acknowledged(long begin, long raftTerm) {
        long now = System.nanoTime();
        longestGapNanos = Math.max(longestGapNanos, now - lastAckNanos);
        longestPutNanos = Math.max(longestPutNanos, now - begin);
        lastAckNanos = now;
        term = Math.max(term, raftTerm);
    }

    synchronized void read(boolean isStale) {
        long now = System.nanoTime();
        longestReadGapNanos = Math.max(longestReadGapNanos, now - lastReadNanos);
        lastReadNanos = now;
        reads++;
        stale += isStale ? 1 : 0;
    }

    synchronized void failed() {
        retries++;
    }

    synchronized long term() {
        return term;
    }

    synchronized long reads() {
        return reads;
    }

    synchronized long stale() {
        return stale;
    }

    /** What was met since the last call. A gap that is not over yet counts as far as it goes. */
    synchronized WriteLoad.Span cut() {
        long now = System.nanoTime();
        WriteLoad.Span span = new WriteLoad.Span(
                Duration.ofNanos(Math.max(longestGapNanos, now - lastAckNanos)),
                Duration.ofNanos(longestPutNanos),
                retries,
                term,
                Duration.ofNanos(Math.max(longestReadGapNanos, now - lastReadNanos)));
        longestGapNanos = 0;
        longestReadGapNanos = 0;
        longestPutNanos = 0;
        retries = 0;
        return span;
    }
}
