package dev.etcetera.mvcc;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watchers of ranges, found by a key inside: a treap ordered by the beginnings of the ranges, in which each node knows the
 * greatest end below it. An empty end is unbounded. Not thread-safe.
 */
final class WatcherIntervals {
    private static final long SEED = 0x5EEDL;
    private static final byte[] UNBOUNDED = new byte[0];

    /** Balances the tree; the shape has no meaning. */
    private final SplittableRandom priorities = new SplittableRandom(SEED);

    private @Nullable Node root;

    void add(Watcher watcher) {
        var from = watcher.spec.range().key().toByteArray();
        var to = end(watcher.spec.range());
        root = insert(root, from, to, watcher);
    }

    void remove(Watcher watcher) {
        root = remove(root, watcher.spec.range().key().toByteArray(), end(watcher.spec.range()), watcher);
    }

    void forEach(ByteString key, Consumer<Watcher> action) {
        if (root != null) {
            stab(root, key.toByteArray(), action);
        }
    }

    void clear(Consumer<Watcher> action) {
        visit(root, action);
        root = null;
    }

    boolean isEmpty() {
        return root == null;
    }

    private static void visit(@Nullable Node node, Consumer<Watcher> action) {
        if (node != null) {
            visit(node.left, action);
            node.watchers.forEach(action);
            visit(node.right, action);
        }
    }

    private static byte[] end(KeyRange range) {
        return range.isFromKey() ? UNBOUNDED : range.end().toByteArray();
    }

    private static void stab(@Nullable Node node, byte[] key, Consumer<Watcher> action) {
        if (node == null || !endsAfter(node.greatestEnd, key)) {
            return;
        }
        stab(node.left, key, action);
        if (Arrays.compareUnsigned(node.from, key) <= 0) {
            if (endsAfter(node.to, key)) {
                node.watchers.forEach(action);
            }
            stab(node.right, key, action);
        }
    }

    private Node insert(@Nullable Node node, byte[] from, byte[] to, Watcher watcher) {
        if (node == null) {
            return new Node(from, to, priorities.nextInt(), watcher);
        }
        var order = order(from, to, node);
        if (order == 0) {
            node.watchers.add(watcher);
            return node;
        }
        if (order < 0) {
            node.left = insert(node.left, from, to, watcher);
            return node.left.priority > node.priority ? node.rotateRight() : node.update();
        }
        node.right = insert(node.right, from, to, watcher);
        return node.right.priority > node.priority ? node.rotateLeft() : node.update();
    }

    private static @Nullable Node remove(@Nullable Node node, byte[] from, byte[] to, Watcher watcher) {
        if (node == null) {
            return null;
        }
        var order = order(from, to, node);
        if (order < 0) {
            node.left = remove(node.left, from, to, watcher);
        } else if (order > 0) {
            node.right = remove(node.right, from, to, watcher);
        } else {
            node.watchers.remove(watcher);
            if (node.watchers.isEmpty()) {
                return merge(node.left, node.right);
            }
        }
        return node.update();
    }

    private static @Nullable Node merge(@Nullable Node left, @Nullable Node right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        if (left.priority > right.priority) {
            left.right = merge(left.right, right);
            return left.update();
        }
        right.left = merge(left, right.left);
        return right.update();
    }

    private static int order(byte[] from, byte[] to, Node node) {
        var byFrom = Arrays.compareUnsigned(from, node.from);
        return byFrom != 0 ? byFrom : Arrays.compareUnsigned(to, node.to);
    }

    private static boolean endsAfter(byte[] end, byte[] key) {
        return end.length == 0 || Arrays.compareUnsigned(end, key) > 0;
    }

    private static byte[] later(byte[] a, byte[] b) {
        return a.length == 0 || (b.length > 0 && Arrays.compareUnsigned(a, b) >= 0) ? a : b;
    }

    /** All watchers of one range. */
    private static final class Node {
        private final byte[] from;
        private final byte[] to;
        private final int priority;
        private final Set<Watcher> watchers = new LinkedHashSet<>();
        private byte[] greatestEnd;
        private @Nullable Node left;
        private @Nullable Node right;

        Node(byte[] from, byte[] to, int priority, Watcher watcher) {
            this.from = from;
            this.to = to;
            this.priority = priority;
            this.greatestEnd = to;
            watchers.add(watcher);
        }

        Node update() {
            greatestEnd = to;
            if (left != null) {
                greatestEnd = later(greatestEnd, left.greatestEnd);
            }
            if (right != null) {
                greatestEnd = later(greatestEnd, right.greatestEnd);
            }
            return this;
        }

        Node rotateRight() {
            var up = left;
            if (up == null) {
                return update();
            }
            left = up.right;
            up.right = update();
            return up.update();
        }

        Node rotateLeft() {
            var up = right;
            if (up == null) {
                return update();
            }
            right = up.left;
            up.left = update();
            return up.update();
        }
    }
}
