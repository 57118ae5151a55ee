package dev.etcetera.mvcc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys without an order, to be found while a store is restored: a tree would compare each key with twenty others. Used once,
 * by one thread.
 */
final class KeyTable {
    private static final int FIRST_CAPACITY = 1 << 10;
    /** Spreads what the low bits of a hash have in common. */
    private static final int GOLDEN = 0x9e3779b9;

    private @Nullable KeyIndex[] entries = new KeyIndex[FIRST_CAPACITY];
    /** So that a key is looked at only when it is likely the one. */
    private int[] hashes = new int[FIRST_CAPACITY];

    private int size;

    @Nullable
    KeyIndex find(byte[] key) {
        var hash = hash(key);
        for (var at = first(hash); ; at = next(at)) {
            var entry = entries[at];
            if (entry == null || (hashes[at] == hash && Arrays.equals(entry.key, key))) {
                return entry;
            }
        }
    }

    /** One that is not there. */
    void add(KeyIndex index) {
        if (2 * size >= entries.length) {
            grow();
        }
        put(index, hash(index.key));
        size++;
    }

    /** All, by key; what is done to the table afterwards is not seen. */
    KeyIndex[] sorted() {
        var sorted = new KeyIndex[size];
        var at = 0;
        for (var entry : entries) {
            if (entry != null) {
                sorted[at] = entry;
                at++;
            }
        }
        KeySort.sort(sorted);
        return sorted;
    }

    private void put(KeyIndex index, int hash) {
        var at = first(hash);
        while (entries[at] != null) {
            at = next(at);
        }
        entries[at] = index;
        hashes[at] = hash;
    }

    private void grow() {
        var before = entries;
        var hashesBefore = hashes;
        entries = new KeyIndex[2 * before.length];
        hashes = new int[entries.length];
        for (var i = 0; i < before.length; i++) {
            var entry = before[i];
            if (entry != null) {
                put(entry, hashesBefore[i]);
            }
        }
    }

    private int first(int hash) {
        return hash & (entries.length - 1);
    }

    private int next(int at) {
        return (at + 1) & (entries.length - 1);
    }

    private static int hash(byte[] key) {
        var hash = Arrays.hashCode(key) * GOLDEN;
        return hash ^ (hash >>> 15);
    }
}
