package dev.etcetera.backup.chain;

import java.time.Duration;

/**
 * How long changes may wait before they are written, so that none is older than the interval once it is stored. What comes while
 * a delta is written waits for the end of that first, and is stored at the end of its own writing: two writings go off, as
 * long as the longest of late, and a little for the way to us. Never more than half of the interval: a store that is slower
 * than that is not helped by more and more deltas. Owned by the thread that writes.
 */
final class Punctuality {
    private static final int MARGINS = 20;

    private long writingMillis;

    long waitMillis(Duration interval) {
        long intervalMillis = interval.toMillis();
        long rest = intervalMillis - intervalMillis / MARGINS - 2 * writingMillis;
        return Math.max(intervalMillis / 2, rest);
    }

    /** A long one is forgotten little by little. */
    void wrote(long millis) {
        writingMillis = Math.max(millis, writingMillis * 3 / 4);
    }
}
