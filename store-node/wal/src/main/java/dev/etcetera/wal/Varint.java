package dev.etcetera.wal;

import java.nio.ByteBuffer;

/** Protobuf's variable-length integers. */
final class Varint {
    private static final int MORE = 0x80;
    private static final int LONGEST_BITS = 63;

    private Varint() {}

    /** Returns the position after the value. */
    static int put(byte[] target, int position, long value) {
        int at = position;
        long rest = value;
        while ((rest & -MORE) != 0) {
            target[at++] = (byte) ((rest & 0x7F) | MORE);
            rest >>>= 7;
        }
        target[at++] = (byte) rest;
        return at;
    }

    static void put(ByteBuffer target, long value) {
        long rest = value;
        while ((rest & -MORE) != 0) {
            target.put((byte) ((rest & 0x7F) | MORE));
            rest >>>= 7;
        }
        target.put((byte) rest);
    }

    /** Reads a value that must not be negative as a signed number; -1 when there is none. */
    static long get(ByteBuffer source) {
        long value = 0;
        for (int shift = 0; shift < LONGEST_BITS && source.hasRemaining(); shift += 7) {
            byte next = source.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        return -1;
    }
}
