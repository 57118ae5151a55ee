package dev.etcetera.mvcc;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Puts keys in order, a million in a fraction of a second: by eight bytes at a time, which lie side by side, where comparing
 * the keys themselves would mean to fetch each twenty times from somewhere in memory. What all keys of a range begin with is
 * skipped. Used once, by one thread.
 */
final class KeySort {
    private static final Comparator<KeyIndex> BY_KEY = (one, other) -> Arrays.compareUnsigned(one.key, other.key);
    /** Below it, comparing is cheaper. */
    private static final int FEW = 24;
    /** Keys that still begin alike after so many rounds are compared. */
    private static final int MOST_ROUNDS = 64;

    private final KeyIndex[] keys;
    private final long[] parts;

    private KeySort(KeyIndex[] keys) {
        this.keys = keys;
        this.parts = new long[keys.length];
    }

    static void sort(KeyIndex[] keys) {
        new KeySort(keys).sort(0, keys.length, 0, 0);
    }

    /** Keys that are the same up to {@code depth}. */
    private void sort(int from, int to, int depth, int round) {
        var next = to - from < FEW || round == MOST_ROUNDS ? -1 : common(from, to, depth);
        if (next < 0) {
            Arrays.sort(keys, from, to, BY_KEY);
            return;
        }
        for (var i = from; i < to; i++) {
            parts[i] = part(keys[i].key, next);
        }
        byPart(from, to);
        for (var first = from; first < to; ) {
            var end = first + 1;
            while (end < to && parts[end] == parts[first]) {
                end++;
            }
            if (end - first > 1) {
                sort(first, end, next + Long.BYTES, round + 1);
            }
            first = end;
        }
    }

    /** How far all are the same; -1 when one ends before. */
    private int common(int from, int to, int depth) {
        var first = keys[from].key;
        var common = first.length;
        for (var i = from + 1; i < to && common >= depth; i++) {
            var key = keys[i].key;
            if (key.length < depth) {
                return -1;
            }
            var mismatch = Arrays.mismatch(first, depth, common, key, depth, Math.min(key.length, common));
            common = mismatch < 0 ? Math.min(common, key.length) : depth + mismatch;
        }
        return common < depth ? -1 : common;
    }

    /**
     * Eight bytes, in the order of unsigned bytes as that of a long. Behind the end there are zeroes, which are bytes, too: keys
     * that differ in that only are the same here, and one of them ends before the next round begins.
     */
    private static long part(byte[] key, int at) {
        var part = 0L;
        for (var i = at; i < at + Long.BYTES; i++) {
            part = part << Byte.SIZE | (i < key.length ? Byte.toUnsignedInt(key[i]) : 0);
        }
        return part ^ Long.MIN_VALUE;
    }

    /** Quicksort; the smaller side first, so that it is not deep. */
    private void byPart(int start, int end) {
        var from = start;
        var to = end;
        while (to - from > 1) {
            var pivot = median(parts[from], parts[(from + to) >>> 1], parts[to - 1]);
            var low = from;
            var high = to - 1;
            while (low <= high) {
                while (parts[low] < pivot) {
                    low++;
                }
                while (parts[high] > pivot) {
                    high--;
                }
                if (low <= high) {
                    swap(low, high);
                    low++;
                    high--;
                }
            }
            if (high + 1 - from < to - low) {
                byPart(from, high + 1);
                from = low;
            } else {
                byPart(low, to);
                to = high + 1;
            }
        }
    }

    private static long median(long one, long two, long three) {
        return Math.max(Math.min(one, two), Math.min(Math.max(one, two), three));
    }

    private void swap(int one, int other) {
        var part = parts[one];
        parts[one] = parts[other];
        parts[other] = part;
        var key = keys[one];
        keys[one] = keys[other];
        keys[other] = key;
    }
}
