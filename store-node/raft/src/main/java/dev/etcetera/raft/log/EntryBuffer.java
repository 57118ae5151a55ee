package dev.etcetera.raft.log;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.Invariant;
import java.util.Arrays;
import java.util.List;

/**
 * A growing run of consecutive entries that hands out views instead of copies. Owned by the raft thread; the views may
 * go anywhere.
 *
 * <pre>
 * array:   [ dropped | e(first) ... e(last) | free ]
 *            ^0        ^head                  ^tail
 * </pre>
 *
 * A slot is written once while it is free. Cutting the end off moves to a new array, so that a view taken before still
 * shows what it showed.
 */
final class EntryBuffer {
    private static final int MIN_CAPACITY = 64;

    private Entry[] array = new Entry[MIN_CAPACITY];
    private int head;
    private int tail;
    private long firstIndex;

    EntryBuffer(long firstIndex) {
        this.firstIndex = firstIndex;
    }

    long firstIndex() {
        return firstIndex;
    }

    /** The index after the last entry. */
    long endIndex() {
        return firstIndex + size();
    }

    int size() {
        return tail - head;
    }

    boolean isEmpty() {
        return tail == head;
    }

    Entry get(long index) {
        return array[slot(index)];
    }

    void append(List<Entry> entries) {
        int count = entries.size();
        if (tail + count > array.length) {
            move(firstIndex, endIndex(), Math.max(MIN_CAPACITY, 2 * (size() + count)));
        }
        for (int i = 0; i < count; i++) {
            array[tail + i] = entries.get(i);
        }
        tail += count;
    }

    /** Keeps what lies before {@code index}. */
    void truncateFrom(long index) {
        if (index < endIndex()) {
            move(firstIndex, index, Math.max(MIN_CAPACITY, array.length));
        }
    }

    /** Drops what lies before {@code index}; the memory follows when enough has gathered. */
    void dropBefore(long index) {
        Invariant.check(index >= firstIndex && index <= endIndex(), "dropping before %d, end %d", index, endIndex());
        head += (int) (index - firstIndex);
        firstIndex = index;
        if (head > MIN_CAPACITY + size() / 4) {
            move(firstIndex, endIndex(), MIN_CAPACITY + 2 * size());
        }
    }

    /** Forgets everything and goes on at {@code index}. */
    void restart(long index) {
        array = new Entry[MIN_CAPACITY];
        head = 0;
        tail = 0;
        firstIndex = index;
    }

    /** The entries {@code [lo, hi)} as an immutable view. */
    List<Entry> slice(long lo, long hi) {
        Invariant.check(lo >= firstIndex && lo <= hi && hi <= endIndex(), "slice [%d,%d) is out of bound", lo, hi);
        return lo == hi ? List.of() : new EntrySlice(array, slot(lo), (int) (hi - lo));
    }

    /** As {@link #slice}, cut so that its encoded size stays within {@code maxBytes}; the first entry is always there. */
    List<Entry> slice(long lo, long hi, long maxBytes) {
        long end = lo;
        long bytes = 0;
        while (end < hi) {
            bytes += get(end).encodedSize();
            if (bytes > maxBytes && end > lo) {
                break;
            }
            end++;
        }
        return slice(lo, end);
    }

    private int slot(long index) {
        return head + (int) (index - firstIndex);
    }

    private void move(long from, long to, int capacity) {
        int start = slot(from);
        int count = (int) (to - from);
        Entry[] next = Arrays.copyOfRange(array, start, start + Math.max(capacity, count));
        Arrays.fill(next, count, next.length, null);
        array = next;
        head = 0;
        tail = count;
        firstIndex = from;
    }
}
