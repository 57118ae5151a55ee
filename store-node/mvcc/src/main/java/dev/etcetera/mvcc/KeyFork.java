package dev.etcetera.mvcc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An inner node: child {@code i} holds the keys from {@code lows[i]} to before {@code lows[i + 1]}. */
final class KeyFork implements KeyNode {
    private final byte[][] lows;
    private final KeyNode[] children;
    private final int live;

    private KeyFork(byte[][] lows, KeyNode[] children, int live) {
        this.lows = lows;
        this.children = children;
        this.live = live;
    }

    static KeyFork over(KeyNode[] children) {
        var lows = new byte[children.length][];
        var live = 0;
        for (var i = 0; i < children.length; i++) {
            lows[i] = children[i].low();
            live += children[i].live();
        }
        return new KeyFork(lows, children, live);
    }

    boolean isUnary() {
        return children.length == 1;
    }

    KeyNode onlyChild() {
        return children[0];
    }

    @Override
    public int live() {
        return live;
    }

    @Override
    public int size() {
        return children.length;
    }

    @Override
    public byte[] low() {
        return lows[0];
    }

    @Override
    public @Nullable KeyIndex find(byte[] key) {
        return children[childOf(key)].find(key);
    }

    @Override
    public KeyNode[] insert(KeyIndex index, int alive) {
        var at = childOf(index.key);
        var halves = children[at].insert(index, alive);
        if (halves.length == 1) {
            return new KeyNode[] {with(at, halves[0], live + alive)};
        }
        var grown = new KeyNode[children.length + 1];
        var grownLows = new byte[children.length + 1][];
        System.arraycopy(children, 0, grown, 0, at);
        System.arraycopy(lows, 0, grownLows, 0, at + 1);
        grown[at] = halves[0];
        grown[at + 1] = halves[1];
        grownLows[at + 1] = halves[1].low();
        System.arraycopy(children, at + 1, grown, at + 2, children.length - at - 1);
        System.arraycopy(lows, at + 1, grownLows, at + 2, children.length - at - 1);
        if (grown.length <= FANOUT) {
            return new KeyNode[] {new KeyFork(grownLows, grown, live + alive)};
        }
        var cut = at == children.length - 1 ? children.length : grown.length / 2;
        return new KeyNode[] {slice(grownLows, grown, 0, cut), slice(grownLows, grown, cut, grown.length)};
    }

    @Override
    public KeyNode addLive(byte[] key, int change) {
        var at = childOf(key);
        return with(at, children[at].addLive(key, change), live + change);
    }

    @Override
    public @Nullable KeyNode remove(byte[] key) {
        var at = childOf(key);
        var rest = children[at].remove(key);
        if (rest == children[at]) {
            return this;
        }
        if (rest == null) {
            return children.length == 1 ? null : without(at);
        }
        var changed = with(at, rest, live);
        if (at > 0 && changed.joinable(at - 1)) {
            return changed.joined(at - 1);
        }
        return at < children.length - 1 && changed.joinable(at) ? changed.joined(at) : changed;
    }

    @Override
    public boolean visit(byte[] from, byte[] to, KeyTree.KeyVisitor visitor) {
        for (var at = childOf(from); at < children.length; at++) {
            if (!children[at].visit(from, to, visitor)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public long liveBelow(byte[] key, long revision) {
        var at = childOf(key);
        var below = children[at].liveBelow(key, revision);
        for (var i = 0; i < at; i++) {
            below += children[i].live();
        }
        return below;
    }

    @Override
    public KeyNode join(KeyNode right, byte[] rightLow) {
        var other = (KeyFork) right;
        var joined = Arrays.copyOf(children, children.length + other.children.length);
        var joinedLows = Arrays.copyOf(lows, joined.length);
        System.arraycopy(other.children, 0, joined, children.length, other.children.length);
        System.arraycopy(other.lows, 0, joinedLows, children.length, other.children.length);
        // The first child of a fork takes what is below its own low bound too: the parent knows the true one.
        joinedLows[children.length] = rightLow;
        return new KeyFork(joinedLows, joined, live + other.live);
    }

    private boolean joinable(int left) {
        return children[left].size() + children[left + 1].size() <= JOINED;
    }

    private KeyFork joined(int left) {
        var joined = with(left, children[left].join(children[left + 1], lows[left + 1]), live);
        return joined.without(left + 1);
    }

    private KeyFork with(int at, KeyNode child, int newLive) {
        var copy = children.clone();
        copy[at] = child;
        return new KeyFork(lows, copy, newLive);
    }

    private KeyFork without(int at) {
        var rest = new KeyNode[children.length - 1];
        var restLows = new byte[children.length - 1][];
        System.arraycopy(children, 0, rest, 0, at);
        System.arraycopy(children, at + 1, rest, at, rest.length - at);
        System.arraycopy(lows, 0, restLows, 0, at);
        System.arraycopy(lows, at + 1, restLows, at, rest.length - at);
        return new KeyFork(restLows, rest, live);
    }

    private static KeyFork slice(byte[][] lows, KeyNode[] children, int from, int to) {
        var part = Arrays.copyOfRange(children, from, to);
        var live = 0;
        for (var child : part) {
            live += child.live();
        }
        return new KeyFork(Arrays.copyOfRange(lows, from, to), part, live);
    }

    /** The last child whose low bound is not above the key; the first one takes whatever is below all. */
    private int childOf(byte[] key) {
        var low = 1;
        var high = lows.length;
        while (low < high) {
            var middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(lows[middle], key) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }
}
