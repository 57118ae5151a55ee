package dev.etcetera.server.storage;

import java.util.ArrayDeque;

/**
 * How much of the applied raft log stays in memory, so that a member that was away catches up from it. Owned by the raft
 * thread.
 *
 * <p>At least {@code keepBytes} of entries stay. A leader keeps more for a member that lags, up to {@code lagBytes}.
 * What is dropped here is still in the WAL.
 */
final class LogRetention {
    private static final long STEP_BYTES = 4L << 20;

    /** The first index of a stretch of about {@link #STEP_BYTES} of entries. */
    private record Mark(long index, long bytes) {}

    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    private final long keepBytes;
    private final long lagBytes;
    private long totalBytes;

    LogRetention(long keepBytes, long lagBytes) {
        this.keepBytes = keepBytes;
        this.lagBytes = lagBytes;
    }

    /** Bounds for a heap of this size: an eighth of it at rest, a quarter for a member that lags. */
    static LogRetention forHeap(long maxHeapBytes) {
        return new LogRetention(Math.min(64L << 20, maxHeapBytes / 8), Math.min(256L << 20, maxHeapBytes / 4));
    }

    /** Notes that an entry was appended; true when enough came in for {@link #firstToKeep} to be worth asking. */
    boolean appended(long index, int bytes) {
        totalBytes += bytes;
        if (marks.isEmpty() || totalBytes - marks.getLast().bytes() >= STEP_BYTES) {
            marks.addLast(new Mark(index, totalBytes - bytes));
            return true;
        }
        return false;
    }

    /**
     * The first index that must stay.
     *
     * @param applied nothing after it is dropped
     * @param slowestMatch the highest index that every member has, as the leader knows it; {@code Long.MAX_VALUE} where
     *     it is not known
     */
    long firstToKeep(long applied, long slowestMatch) {
        long first = 0;
        while (!marks.isEmpty()) {
            Mark mark = marks.getFirst();
            long held = totalBytes - mark.bytes();
            boolean wanted = mark.index() > slowestMatch ? held <= lagBytes : held <= keepBytes;
            if (wanted || mark.index() > applied) {
                break;
            }
            first = mark.index();
            marks.removeFirst();
        }
        return first;
    }
}
