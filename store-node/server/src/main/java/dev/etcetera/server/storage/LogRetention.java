package dev.etcetera.server.storage;

import java.util.ArrayDeque;

/**
 * How much of the applied raft log stays in memory, so that a member that was away for a moment catches up from it. Owned by
 * the raft thread.
 *
 * <p>{@code catchupEntries} stay, as etcd's {@code --snapshot-catchup-entries} says, unless they are larger than
 * {@code restBytes}. More stays for somebody who will soon ask for it, up to {@code heldBytes}. Who needs what is gone gets a
 * snapshot.
 */
final class LogRetention {
    private static final long STEP_BYTES = 1L << 20;
    /** etcd looks after as many entries. */
    private static final long STEP_ENTRIES = 100;

    /** The first index of a stretch of about {@link #STEP_BYTES} of entries. */
    private record Mark(long index, long bytes) {}

    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    private final long catchupEntries;
    private final long restBytes;
    private final long heldBytes;
    private long totalBytes;
    private long entriesSinceLook;

    LogRetention(long catchupEntries, long restBytes, long heldBytes) {
        this.catchupEntries = catchupEntries;
        this.restBytes = restBytes;
        this.heldBytes = heldBytes;
    }

    /** Bounds for a heap of this size: an eighth of it at rest, a quarter for somebody who will ask. */
    static LogRetention forHeap(long catchupEntries, long maxHeapBytes) {
        return new LogRetention(
                catchupEntries, Math.min(64L << 20, maxHeapBytes / 8), Math.min(256L << 20, maxHeapBytes / 4));
    }

    /** Notes that an entry was appended; true when enough came in for {@link #firstToKeep} to be worth asking. */
    boolean appended(long index, int bytes) {
        while (!marks.isEmpty() && marks.getLast().index() >= index) {
            totalBytes = marks.removeLast().bytes();
        }
        totalBytes += bytes;
        entriesSinceLook++;
        if (marks.isEmpty() || totalBytes - marks.getLast().bytes() >= STEP_BYTES) {
            marks.addLast(new Mark(index, totalBytes - bytes));
            return true;
        }
        return entriesSinceLook >= STEP_ENTRIES;
    }

    /** The log begins anew. */
    void restarted() {
        marks.clear();
    }

    /**
     * The first index that must stay; 0 or less when all must.
     *
     * @param applied it and what comes after it is never dropped
     * @param wanted the first index that somebody is going to ask for; {@code Long.MAX_VALUE} when nobody is known
     */
    long firstToKeep(long applied, long wanted) {
        entriesSinceLook = 0;
        long byCount = applied - catchupEntries + 1;
        boolean held = wanted < byCount;
        long first = Math.max(held ? wanted : byCount, firstWithin(held ? heldBytes : restBytes));
        first = Math.min(first, applied);
        while (marks.size() > 1 && second().index() <= first) {
            marks.removeFirst();
        }
        return first;
    }

    /** Whether what comes after {@code applied} takes no more than {@code heldBytes}, to the precision of a mark. */
    boolean hasRoomBehind(long applied) {
        return marks.isEmpty()
                || totalBytes - marks.getFirst().bytes() <= heldBytes
                || totalBytes - bytesBefore(applied + 1) <= heldBytes;
    }

    private long bytesBefore(long index) {
        for (Mark mark : marks.reversed()) {
            if (mark.index() <= index) {
                return mark.bytes();
            }
        }
        return marks.getFirst().bytes();
    }

    /** The first index from which on the entries take no more than so many bytes, to the precision of a mark. */
    private long firstWithin(long bytes) {
        for (Mark mark : marks) {
            if (totalBytes - mark.bytes() <= bytes) {
                return mark.equals(marks.getFirst()) ? 0 : mark.index();
            }
        }
        return Long.MAX_VALUE;
    }

    private Mark second() {
        var each = marks.iterator();
        each.next();
        return each.next();
    }
}
