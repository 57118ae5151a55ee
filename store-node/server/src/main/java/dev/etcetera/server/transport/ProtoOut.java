package dev.etcetera.server.transport;

import io.netty.buffer.ByteBuf;

/**
 * Writes protobuf fields straight into a buffer, so that entries reach the socket with one copy.
 *
 * <p>Field numbers given here are below 16: a tag is one byte.
 */
final class ProtoOut {
    static final int VARINT = 0;
    static final int BYTES = 2;

    private ProtoOut() {}

    static int varintSize(long value) {
        return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }

    static int uint64Size(long value) {
        return 1 + varintSize(value);
    }

    static int bytesSize(int length) {
        return 1 + varintSize(length) + length;
    }

    static void varint(ByteBuf out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte(((int) rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    static void uint64(ByteBuf out, int field, long value) {
        out.writeByte(field << 3 | VARINT);
        varint(out, value);
    }

    static void bytes(ByteBuf out, int field, byte[] value) {
        prefix(out, field, value.length);
        out.writeBytes(value);
    }

    /** Opens an embedded message of a known size; its fields follow. */
    static void prefix(ByteBuf out, int field, int size) {
        out.writeByte(field << 3 | BYTES);
        varint(out, size);
    }
}
