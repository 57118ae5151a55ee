package dev.etcetera.bbolt;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Walks the tree of one bucket and checks that it is one: every page is in it once, is not free, and holds keys between
 * those its parent announces. Used once, by one thread.
 */
final class TreeReader {
    /** More than any file can have whose branches have two children each. */
    private static final int MAX_DEPTH = 64;

    private final PageFile file;
    /** Pages that cannot belong to this tree; grows by those that do. */
    private final BitSet taken;

    TreeReader(PageFile file, BitSet taken) {
        this.file = file;
        this.taken = taken;
    }

    interface LeafVisitor {
        void leaf(Page page) throws IOException;
    }

    void walk(long rootPage, LeafVisitor visitor) throws IOException {
        walk(rootPage, new Parent(0, null, null), 0, visitor);
    }

    /** What the element that refers to a page says: its offset, and the keys from {@code first} up to {@code end}. */
    private static final class Parent {
        private final long offset;
        private final byte @Nullable [] first;
        private final byte @Nullable [] end;

        Parent(long offset, byte @Nullable [] first, byte @Nullable [] end) {
            this.offset = offset;
            this.first = first;
            this.end = end;
        }
    }

    private void walk(long id, Parent parent, int depth, LeafVisitor visitor) throws IOException {
        var page = file.tree(id, parent.offset);
        take(page, depth);
        if (page.count() > 0) {
            checkRange(page, parent);
        } else if (depth > 0) {
            throw page.damaged(0, "page %d is empty".formatted(id));
        }
        if (page.isLeaf()) {
            visitor.leaf(page);
            return;
        }
        for (var i = 0; i < page.count(); i++) {
            var end = i + 1 < page.count() ? page.key(i + 1) : parent.end;
            var from = new Parent(page.offset() + Page.element(i), page.key(i), end);
            walk(page.child(i), from, depth + 1, visitor);
        }
    }

    private void take(Page page, int depth) throws BoltDamagedException {
        if (depth > MAX_DEPTH) {
            throw page.damaged(0, "the tree is deeper than %d pages".formatted(MAX_DEPTH));
        }
        for (var id = page.id(); id <= page.id() + page.furtherPages(); id++) {
            if (taken.get((int) id)) {
                throw page.damaged(0, "page %d is free or in use twice".formatted(id));
            }
            taken.set((int) id);
        }
    }

    private static void checkRange(Page page, Parent parent) throws BoltDamagedException {
        if (parent.first != null && Arrays.compareUnsigned(page.key(0), parent.first) < 0) {
            throw page.damaged(0, "the first key of page %d is less than its parent says".formatted(page.id()));
        }
        var last = page.count() - 1;
        if (parent.end != null && Arrays.compareUnsigned(page.key(last), parent.end) >= 0) {
            throw page.damaged(Page.element(last), "the last key of page %d belongs to the next".formatted(page.id()));
        }
    }
}
