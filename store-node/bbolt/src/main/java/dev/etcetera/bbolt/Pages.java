package dev.etcetera.bbolt;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where finished nodes go: each gets the next page ids. Without a stream nodes are counted only, which is the first of a
 * writer's two passes. Owned by one pass.
 */
final class Pages {
    private static final byte[] ZEROES = new byte[Format.PAGE_BYTES];

    private final OutputStream out;
    private final boolean counting;
    private long next;

    private Pages(OutputStream out, boolean counting, long first) {
        this.out = out;
        this.counting = counting;
        this.next = first;
    }

    static Pages counting(long first) {
        return new Pages(OutputStream.nullOutputStream(), true, first);
    }

    static Pages writing(OutputStream out, long first) {
        return new Pages(out, false, first);
    }

    /** The id of the first page that nobody has. */
    long next() {
        return next;
    }

    /** Returns the id of its first page. */
    long add(Node node) throws IOException {
        var id = next;
        next += node.pages();
        if (!counting) {
            write(node, id);
        }
        return id;
    }

    private void write(Node node, long id) throws IOException {
        out.write(node.head(id));
        for (var i = 0; i < node.count(); i++) {
            out.write(node.key(i));
            out.write(node.value(i));
        }
        out.write(ZEROES, 0, (int) (node.pages() * Format.PAGE_BYTES - node.bytes()));
    }

    static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static void putHeader(ByteBuffer out, long id, int kind, int count, long furtherPages) {
        out.putLong(id).putShort((short) kind).putShort((short) count).putInt((int) furtherPages);
    }
}
