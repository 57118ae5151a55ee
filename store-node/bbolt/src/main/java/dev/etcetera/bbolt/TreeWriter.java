package dev.etcetera.bbolt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds the tree of one bucket from entries in key order and holds no more than one unfinished node per level: a branch
 * goes out as soon as it is full, behind its children. Owned by one pass of a writer.
 *
 * <p>Every branch has two children at least, for bbolt fails on less when it deletes.
 */
final class TreeWriter implements BoltVisitor {
    private final Pages pages;
    private final int elementFlags;
    private final String name;
    private final List<Level> levels = new ArrayList<>();
    private Node leaf;
    private byte @Nullable [] previous;

    TreeWriter(Pages pages, String name, int elementFlags) {
        this.pages = pages;
        this.name = name;
        this.elementFlags = elementFlags;
        this.leaf = Node.leaf(elementFlags);
    }

    @Override
    public void entry(byte[] key, byte[] value) throws IOException {
        check(key, value);
        if (leaf.count() > 0 && !leaf.fits((long) key.length + value.length)) {
            finishLeaf();
        }
        leaf.add(key, value);
        previous = key;
    }

    /** What the root says of this bucket, whose entries have all come: itself if it is small enough, or where it is. */
    byte[] asValue() throws IOException {
        if (levels.isEmpty() && leaf.bytes() <= Format.MAX_INLINE_BYTES) {
            return inline();
        }
        var header = new byte[Format.BUCKET_HEADER_BYTES];
        Pages.littleEndian(header).putLong(finish());
        return header;
    }

    /** Header of a bucket with its page behind it. */
    private byte[] inline() {
        var bytes = new byte[Format.BUCKET_HEADER_BYTES + (int) leaf.bytes()];
        var value = Pages.littleEndian(bytes);
        value.putLong(0).putLong(0).put(leaf.head(0));
        for (var i = 0; i < leaf.count(); i++) {
            value.put(leaf.key(i)).put(leaf.value(i));
        }
        return bytes;
    }

    /** Writes what is left and returns the id of the root page. */
    long finish() throws IOException {
        if (levels.isEmpty()) {
            return pages.add(leaf);
        }
        finishLeaf();
        for (var i = 0; ; i++) {
            var last = levels.get(i).last();
            var id = pages.add(last);
            if (i == levels.size() - 1) {
                return id;
            }
            addChild(i + 1, last.firstKey(), id);
        }
    }

    private void check(byte[] key, byte[] value) throws IOException {
        if (key.length == 0 || key.length > Format.MAX_KEY_BYTES || value.length > Format.MAX_VALUE_BYTES) {
            throw new IOException("bbolt: bucket %s: a key of %d bytes with a value of %d bytes cannot be stored"
                    .formatted(name, key.length, value.length));
        }
        if (previous != null && Arrays.compareUnsigned(previous, key) >= 0) {
            throw new IOException("bbolt: bucket " + name + ": keys do not come in ascending order");
        }
    }

    private void finishLeaf() throws IOException {
        var first = leaf.firstKey();
        addChild(0, first, pages.add(leaf));
        leaf = Node.leaf(elementFlags);
    }

    private void addChild(int level, byte[] firstKey, long id) throws IOException {
        if (level == levels.size()) {
            levels.add(new Level());
        }
        var full = levels.get(level).add(firstKey, id);
        if (full != null) {
            addChild(level + 1, full.firstKey(), pages.add(full));
        }
    }

    /** Branches at one height: a full one is held back until the next has two children. */
    private static final class Level {
        private static final int MIN_CHILDREN = 2;

        private @Nullable Node held;
        private Node current = Node.branch();

        /** Returns a branch that is now to be written, if any. */
        @Nullable
        Node add(byte[] firstKey, long id) {
            if (current.count() >= MIN_CHILDREN && !current.fits(firstKey.length)) {
                held = current;
                current = Node.branch();
            }
            current.add(firstKey, id);
            if (current.count() < MIN_CHILDREN) {
                return null;
            }
            var full = held;
            held = null;
            return full;
        }

        /** What remains, as one branch. */
        Node last() {
            if (held == null) {
                return current;
            }
            held.append(current);
            return held;
        }
    }
}
