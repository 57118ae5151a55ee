package dev.etcetera.bbolt;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A branch or leaf as read, its elements checked: contents lie one behind the other as bbolt writes them, keys ascend.
 *
 * @param bytes header, elements and contents, little endian
 * @param offset where it begins in the file
 */
record Page(Path file, ByteBuffer bytes, long offset) {
    static final int MAX_ELEMENTS = 0xffff;

    long id() {
        return bytes.getLong(0);
    }

    int kind() {
        return Short.toUnsignedInt(bytes.getShort(8));
    }

    int count() {
        return Short.toUnsignedInt(bytes.getShort(10));
    }

    long furtherPages() {
        return Integer.toUnsignedLong(bytes.getInt(12));
    }

    boolean isLeaf() {
        return kind() == Format.LEAF;
    }

    /** Where the contents begin. */
    int elementsEnd() {
        return Format.PAGE_HEADER_BYTES + count() * Format.ELEMENT_BYTES;
    }

    /** Checks what the elements say, for which they need be there but not yet their contents; returns where these end. */
    long contentsEnd() throws BoltDamagedException {
        var content = (long) elementsEnd();
        for (var i = 0; i < count(); i++) {
            var at = element(i);
            if (at + Integer.toUnsignedLong(bytes.getInt(position(at))) != content) {
                throw damaged(at, "element %d does not point to its key".formatted(i));
            }
            var keyBytes = keyBytes(i);
            if (keyBytes <= 0 || keyBytes > Format.MAX_KEY_BYTES) {
                throw damaged(at, "element %d has a key of %d bytes".formatted(i, Integer.toUnsignedLong(keyBytes)));
            }
            content += keyBytes + (isLeaf() ? Integer.toUnsignedLong(valueBytes(i)) : 0);
        }
        return content;
    }

    void checkKeyOrder() throws BoltDamagedException {
        for (var i = 1; i < count(); i++) {
            if (compareKeys(i - 1, i) >= 0) {
                throw damaged(element(i), "key %d is not greater than the one before".formatted(i));
            }
        }
    }

    /** With bytes of its own. */
    Page copy() {
        var own = ByteBuffer.allocate(bytes.limit()).order(bytes.order());
        return new Page(file, own.put(0, bytes, 0, bytes.limit()), offset);
    }

    byte[] key(int index) {
        return slice(contentAt(index), keyBytes(index));
    }

    /** Of a leaf. */
    byte[] value(int index) {
        return slice(contentAt(index) + keyBytes(index), valueBytes(index));
    }

    /** Of a leaf: whether the value is a bucket. */
    boolean isBucket(int index) throws BoltDamagedException {
        var flags = bytes.getInt(element(index));
        if (flags != 0 && flags != Format.BUCKET_ENTRY) {
            throw damaged(element(index), "element %d has unknown flags 0x%x".formatted(index, flags));
        }
        return flags == Format.BUCKET_ENTRY;
    }

    /** Of a branch: the page of a child. */
    long child(int index) {
        return bytes.getLong(element(index) + 8);
    }

    BoltDamagedException damaged(long at, String damage) {
        return new BoltDamagedException(file, offset + at, damage);
    }

    static int element(int index) {
        return Format.PAGE_HEADER_BYTES + index * Format.ELEMENT_BYTES;
    }

    private int position(int element) {
        return isLeaf() ? element + 4 : element;
    }

    private int contentAt(int index) {
        var at = element(index);
        return at + bytes.getInt(position(at));
    }

    private int keyBytes(int index) {
        return bytes.getInt(position(element(index)) + 4);
    }

    private int valueBytes(int index) {
        return bytes.getInt(element(index) + 12);
    }

    private int compareKeys(int one, int other) {
        var from = bytes.arrayOffset() + contentAt(one);
        var otherFrom = bytes.arrayOffset() + contentAt(other);
        return Arrays.compareUnsigned(
                bytes.array(), from, from + keyBytes(one), bytes.array(), otherFrom, otherFrom + keyBytes(other));
    }

    private byte[] slice(int from, int length) {
        var slice = new byte[length];
        bytes.get(from, slice);
        return slice;
    }
}
