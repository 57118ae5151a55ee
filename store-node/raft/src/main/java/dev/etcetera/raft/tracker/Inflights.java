package dev.etcetera.raft.tracker;

import dev.etcetera.raft.protocol.Invariant;
import java.util.Arrays;

/**
 * The window of appends sent to one member and not yet answered: a ring of (last index, bytes). Owned by the raft
 * thread. {@link #isFull} must be asked before {@link #add}. The limit in bytes is soft: the message that reaches it
 * still goes.
 */
public final class Inflights {
    private static final int FIRST_CAPACITY = 8;

    private final int maxMessages;
    private final long maxBytes;

    private int start;
    private int count;
    private long bytes;
    /** Grows up to maxMessages: most members never have that many under way. */
    private long[] indexes = new long[0];

    private long[] sizes = new long[0];

    public Inflights(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    public boolean isFull() {
        return count == maxMessages || bytes >= maxBytes;
    }

    public int count() {
        return count;
    }

    public void add(long lastIndex, long messageBytes) {
        Invariant.check(!isFull(), "cannot add into a Full inflights");
        if (count == indexes.length) {
            grow();
        }
        int slot = (start + count) % indexes.length;
        indexes[slot] = lastIndex;
        sizes[slot] = messageBytes;
        count++;
        bytes += messageBytes;
    }

    /** Forgets every message whose last index is at most {@code index}. */
    public void freeUpTo(long index) {
        while (count > 0 && indexes[start] <= index) {
            bytes -= sizes[start];
            start = (start + 1) % indexes.length;
            count--;
        }
    }

    void reset() {
        start = 0;
        count = 0;
        bytes = 0;
    }

    private void grow() {
        int capacity = Math.min(maxMessages, Math.max(FIRST_CAPACITY, 2 * count));
        indexes = unrolled(indexes, capacity);
        sizes = unrolled(sizes, capacity);
        start = 0;
    }

    /** The ring from its start, in an array of the new capacity. Called with a full ring only. */
    private long[] unrolled(long[] ring, int capacity) {
        long[] next = Arrays.copyOfRange(ring, start, start + capacity);
        System.arraycopy(ring, 0, next, count - start, start);
        return next;
    }
}
