package dev.etcetera.mvcc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All keys in order, as an immutable B+ tree: a change copies the path to its leaf and shares the rest. The apply thread
 * makes new trees, readers keep the one that was published with their revision. Each node counts the keys below it that
 * exist at that revision, so that counting a range is two descents.
 *
 * <p>The {@link KeyIndex} entries themselves are shared by all trees and grow; a reader asks them for its revision.
 */
final class KeyTree {
    static final KeyTree EMPTY = new KeyTree(new KeyLeaf(new KeyIndex[0], 0));

    /** Of a node that is made at once: with some room, or the first keys to come would split all. */
    private static final int FILLED = KeyNode.FANOUT * 3 / 4;

    private final KeyNode root;

    private KeyTree(KeyNode root) {
        this.root = root;
    }

    /** Of keys in order. A key with only a tombstone does not count as alive. */
    static KeyTree of(KeyIndex[] sorted) {
        if (sorted.length == 0) {
            return EMPTY;
        }
        var nodes = new ArrayList<KeyNode>();
        for (var from = 0; from < sorted.length; from += FILLED) {
            nodes.add(KeyLeaf.of(Arrays.copyOfRange(sorted, from, Math.min(sorted.length, from + FILLED))));
        }
        while (nodes.size() > 1) {
            var forks = new ArrayList<KeyNode>();
            for (var from = 0; from < nodes.size(); from += FILLED) {
                var children = nodes.subList(from, Math.min(nodes.size(), from + FILLED));
                forks.add(KeyFork.over(children.toArray(KeyNode[]::new)));
            }
            nodes = forks;
        }
        return new KeyTree(nodes.getFirst());
    }

    @Nullable
    KeyIndex find(byte[] key) {
        return root.find(key);
    }

    /** With a new key, which exists if {@code live} is 1 and has only a tombstone if it is 0. */
    KeyTree insert(KeyIndex index, int live) {
        var halves = root.insert(index, live);
        return new KeyTree(halves.length == 1 ? halves[0] : KeyFork.over(halves));
    }

    /** With an existing key having come to life (1) or died (-1). */
    KeyTree addLive(byte[] key, int change) {
        return new KeyTree(root.addLive(key, change));
    }

    /** Without a key that does not exist at any revision that can still be read. */
    KeyTree remove(byte[] key) {
        var rest = root.remove(key);
        if (rest == null) {
            return EMPTY;
        }
        return new KeyTree(rest instanceof KeyFork fork && fork.isUnary() ? fork.onlyChild() : rest);
    }

    /** Visits keys in order from {@code from} to before {@code to} (empty = the end) until the visitor says no. */
    void visit(byte[] from, byte[] to, KeyVisitor visitor) {
        root.visit(from, to, visitor);
    }

    /** Whether the condition holds for any key; stops at the first. */
    boolean any(Predicate<KeyIndex> condition) {
        return !root.visit(new byte[0], new byte[0], index -> !condition.test(index));
    }

    /** Keys of the range that exist; {@code revision} must be the one this tree was published with. */
    long live(byte[] from, byte[] to, long revision) {
        var below = to.length == 0 ? root.live() : root.liveBelow(to, revision);
        // An empty range may have its end before its beginning.
        return Math.max(0, below - root.liveBelow(from, revision));
    }

    long live() {
        return root.live();
    }

    /** Receives keys in order. */
    @FunctionalInterface
    interface KeyVisitor {
        /** Returns false to end the walk. */
        boolean visit(KeyIndex index);
    }
}
