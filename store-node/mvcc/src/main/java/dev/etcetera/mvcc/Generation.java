package dev.etcetera.mvcc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The life of a key from its creation to its tombstone: the revisions of its changes in order. Appended to by the apply
 * thread while any thread reads.
 *
 * <p>Reading without a lock: revisions are written before {@link #size} says that they are there, and {@link #closed} is
 * set after the tombstone counts. A reader looks for a revision that was published before it began, so whatever it may
 * miss is newer than what it wants.
 */
final class Generation {
    private final long createRevision;
    /** The version of the first revision held: more than 1 after a compaction. */
    private final long firstVersion;

    /** The life before this one, or null; older lives vanish by compaction. */
    private volatile @Nullable Generation previous;
    /** Pairs of main and sub. Replaced when full, with the same beginning. */
    private volatile long[] revisions;

    private volatile int size;
    private volatile boolean closed;

    Generation(@Nullable Generation previous, long main, long sub) {
        this(previous, main, 1, new long[] {main, sub});
    }

    private Generation(@Nullable Generation previous, long createRevision, long firstVersion, long[] revisions) {
        this.previous = previous;
        this.createRevision = createRevision;
        this.firstVersion = firstVersion;
        this.revisions = revisions;
        this.size = revisions.length / 2;
    }

    /** A life of which only this change is left: what a scan of a compacted backend finds first. */
    static Generation restored(KeyVersion version) {
        return new Generation(
                null, version.createRevision(), version.version(), new long[] {version.main(), version.sub()});
    }

    @Nullable
    Generation previous() {
        return previous;
    }

    boolean closed() {
        return closed;
    }

    void append(long main, long sub) {
        var count = size;
        var held = revisions;
        if (2 * count == held.length) {
            held = Arrays.copyOf(held, 2 * (count + Math.max(1, count / 2)));
            revisions = held;
        }
        held[2 * count] = main;
        held[2 * count + 1] = sub;
        size = count + 1;
    }

    void close(long main, long sub) {
        append(main, sub);
        closed = true;
    }

    /** For a life of which only the tombstone is left. */
    void markClosed() {
        closed = true;
    }

    /** Whether it ended with a tombstone at or before {@code revision}. */
    boolean endedBy(long revision) {
        return closed && lastMain() <= revision;
    }

    /** Whether it is open, or its tombstone is at or after {@code revision}. */
    boolean reaches(long revision) {
        return !closed || lastMain() >= revision;
    }

    boolean beganBy(long revision) {
        return revisions[0] <= revision;
    }

    /** Position of the newest change at or before {@code revision}, or -1. */
    int indexAt(long revision) {
        var high = size - 1;
        var held = revisions;
        if (held[2 * high] <= revision) {
            return high;
        }
        var low = 0;
        while (low < high) {
            var middle = (low + high) >>> 1;
            if (held[2 * middle] <= revision) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    boolean isLast(int index) {
        return index == size - 1;
    }

    boolean isAt(int index, long main, long sub) {
        var held = revisions;
        return held[2 * index] == main && held[2 * index + 1] == sub;
    }

    KeyVersion version(int index) {
        var held = revisions;
        return new KeyVersion(held[2 * index], held[2 * index + 1], createRevision, firstVersion + index);
    }

    /** This life without the changes before {@code index}. */
    Generation from(int index) {
        var kept = new Generation(
                null, createRevision, firstVersion + index, Arrays.copyOfRange(revisions, 2 * index, 2 * size));
        kept.closed = closed;
        return kept;
    }

    void relink(@Nullable Generation older) {
        previous = older;
    }

    private long lastMain() {
        // The size is read first: the array read after it holds at least as much.
        var count = size;
        return revisions[2 * (count - 1)];
    }
}
