package dev.etcetera.mvcc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys without an order, to be found while a store is restored: a tree would compare each key with twenty others. Used once,
 * by one thread.
 *
 * <p>The keys lie in the order of their arrival, and numbers refer to them: references that are set all over a large array
 * would make each collection of garbage look at the whole of it.
 */
final class KeyTable {
    private static final int FIRST_CAPACITY = 1 << 9;
    /** Spreads what the low bits of a hash have in common. */
    private static final int GOLDEN = 0x9e3779b9;

    private KeyIndex[] entries = new KeyIndex[FIRST_CAPACITY];
    private int size;
    /** A key's hash in the upper half, so that the key is looked at only when it is likely the one; below it, one more than its place. */
    private long[] slots = new long[2 * FIRST_CAPACITY];

    @Nullable
    KeyIndex find(byte[] key) {
        var hash = hash(key);
        for (var at = first(hash); slots[at] != 0; at = next(at)) {
            if (hash(slots[at]) == hash) {
                var entry = entries[(int) slots[at] - 1];
                if (Arrays.equals(entry.key, key)) {
                    return entry;
                }
            }
        }
        return null;
    }

    /** One that is not there. */
    void add(KeyIndex index) {
        if (size == entries.length) {
            grow();
        }
        entries[size] = index;
        size++;
        put((long) hash(index.key) << Integer.SIZE | size);
    }

    /** All, by key; what is done to the table afterwards is not seen. */
    KeyIndex[] sorted() {
        var sorted = Arrays.copyOf(entries, size);
        KeySort.sort(sorted);
        return sorted;
    }

    private void put(long slot) {
        var at = first(hash(slot));
        while (slots[at] != 0) {
            at = next(at);
        }
        slots[at] = slot;
    }

    private void grow() {
        var before = slots;
        slots = new long[2 * before.length];
        entries = Arrays.copyOf(entries, before.length);
        for (var slot : before) {
            if (slot != 0) {
                put(slot);
            }
        }
    }

    private int first(int hash) {
        return hash & (slots.length - 1);
    }

    private int next(int at) {
        return (at + 1) & (slots.length - 1);
    }

    private static int hash(long slot) {
        return (int) (slot >>> Integer.SIZE);
    }

    private static int hash(byte[] key) {
        var hash = Arrays.hashCode(key) * GOLDEN;
        return hash ^ (hash >>> 15);
    }
}
