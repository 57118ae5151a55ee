package dev.etcetera.bbolt;

import java.util.ArrayList;
import java.util.List;

/**
 * A node of the tree being written: one page, or several of a leaf and where an entry is larger than a page. Owned by its
 * {@link TreeWriter}.
 */
final class Node {
    private static final byte[] NOTHING = {};

    private final int kind;
    private final int elementFlags;
    private final int mostBytes;
    private final List<byte[]> keys = new ArrayList<>();
    /** Of a leaf. */
    private final List<byte[]> values = new ArrayList<>();
    /** Of a branch. */
    private final List<Long> children = new ArrayList<>();

    private long bytes = Format.PAGE_HEADER_BYTES;

    private Node(int kind, int elementFlags, int mostBytes) {
        this.kind = kind;
        this.elementFlags = elementFlags;
        this.mostBytes = mostBytes;
    }

    static Node leaf(int elementFlags) {
        return new Node(Format.LEAF, elementFlags, Format.LEAF_BYTES);
    }

    static Node branch() {
        return new Node(Format.BRANCH, 0, Format.PAGE_BYTES);
    }

    void add(byte[] key, byte[] value) {
        keys.add(key);
        values.add(value);
        bytes += Format.ELEMENT_BYTES + (long) key.length + value.length;
    }

    void add(byte[] key, long child) {
        keys.add(key);
        children.add(child);
        bytes += Format.ELEMENT_BYTES + (long) key.length;
    }

    /** Takes over everything from a later branch. */
    void append(Node branch) {
        for (var i = 0; i < branch.count(); i++) {
            add(branch.keys.get(i), branch.children.get(i));
        }
    }

    boolean fits(long contentBytes) {
        return bytes + Format.ELEMENT_BYTES + contentBytes <= mostBytes;
    }

    int count() {
        return keys.size();
    }

    byte[] firstKey() {
        return keys.getFirst();
    }

    long bytes() {
        return bytes;
    }

    long pages() {
        return (bytes + Format.PAGE_BYTES - 1) / Format.PAGE_BYTES;
    }

    /** Page header and elements; the contents follow. */
    byte[] head(long pageId) {
        var page = new byte[Format.PAGE_HEADER_BYTES + keys.size() * Format.ELEMENT_BYTES];
        var head = Pages.littleEndian(page);
        Pages.putHeader(head, pageId, kind, keys.size(), pages() - 1);
        var content = (long) head.limit();
        for (var i = 0; i < keys.size(); i++) {
            var key = keys.get(i);
            var position = (int) (content - head.position());
            if (kind == Format.LEAF) {
                head.putInt(elementFlags).putInt(position).putInt(key.length).putInt(value(i).length);
            } else {
                head.putInt(position).putInt(key.length).putLong(children.get(i));
            }
            content += (long) key.length + value(i).length;
        }
        return page;
    }

    byte[] key(int index) {
        return keys.get(index);
    }

    byte[] value(int index) {
        return kind == Format.LEAF ? values.get(index) : NOTHING;
    }
}
