package dev.etcetera.mvcc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keys next to each other. */
final class KeyLeaf implements KeyNode {
    private final KeyIndex[] entries;
    private final int live;

    KeyLeaf(KeyIndex[] entries, int live) {
        this.entries = entries;
        this.live = live;
    }

    static KeyLeaf of(KeyIndex[] entries) {
        return new KeyLeaf(entries, countLive(entries));
    }

    @Override
    public int live() {
        return live;
    }

    @Override
    public int size() {
        return entries.length;
    }

    @Override
    public byte[] low() {
        return entries[0].key;
    }

    @Override
    public @Nullable KeyIndex find(byte[] key) {
        var at = position(key);
        return at < entries.length && Arrays.equals(entries[at].key, key) ? entries[at] : null;
    }

    @Override
    public KeyNode[] insert(KeyIndex index, int alive) {
        var at = position(index.key);
        var grown = new KeyIndex[entries.length + 1];
        System.arraycopy(entries, 0, grown, 0, at);
        grown[at] = index;
        System.arraycopy(entries, at, grown, at + 1, entries.length - at);
        if (grown.length <= FANOUT) {
            return new KeyNode[] {new KeyLeaf(grown, live + alive)};
        }
        // Keys that come in order leave full leaves behind them.
        var cut = at == entries.length ? entries.length : grown.length / 2;
        var right = Arrays.copyOfRange(grown, cut, grown.length);
        var rightLive = alive == 1 && right[0] == index && right.length == 1 ? 1 : countLive(right);
        return new KeyNode[] {
            new KeyLeaf(Arrays.copyOf(grown, cut), live + alive - rightLive), new KeyLeaf(right, rightLive)
        };
    }

    @Override
    public KeyNode addLive(byte[] key, int change) {
        return new KeyLeaf(entries, live + change);
    }

    @Override
    public @Nullable KeyNode remove(byte[] key) {
        var at = position(key);
        if (at == entries.length || !Arrays.equals(entries[at].key, key)) {
            return this;
        }
        if (entries.length == 1) {
            return null;
        }
        var shrunk = new KeyIndex[entries.length - 1];
        System.arraycopy(entries, 0, shrunk, 0, at);
        System.arraycopy(entries, at + 1, shrunk, at, shrunk.length - at);
        return new KeyLeaf(shrunk, live);
    }

    @Override
    public boolean visit(byte[] from, byte[] to, KeyTree.KeyVisitor visitor) {
        for (var at = position(from); at < entries.length; at++) {
            var entry = entries[at];
            if (to.length > 0 && Arrays.compareUnsigned(entry.key, to) >= 0) {
                return false;
            }
            if (!visitor.visit(entry)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public long liveBelow(byte[] key, long revision) {
        var below = 0;
        for (var at = position(key) - 1; at >= 0; at--) {
            if (entries[at].existsAt(revision)) {
                below++;
            }
        }
        return below;
    }

    @Override
    public KeyNode join(KeyNode right, byte[] rightLow) {
        var other = (KeyLeaf) right;
        var joined = Arrays.copyOf(entries, entries.length + other.entries.length);
        System.arraycopy(other.entries, 0, joined, entries.length, other.entries.length);
        return new KeyLeaf(joined, live + other.live);
    }

    /** Where the key is or would be. */
    private int position(byte[] key) {
        var low = 0;
        var high = entries.length;
        while (low < high) {
            var middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(entries[middle].key, key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The split happens in the middle of a transaction, whose changes are counted: the newest state is what counts. */
    private static int countLive(KeyIndex[] entries) {
        var count = 0;
        for (var entry : entries) {
            if (entry.existsAt(Long.MAX_VALUE)) {
                count++;
            }
        }
        return count;
    }
}
