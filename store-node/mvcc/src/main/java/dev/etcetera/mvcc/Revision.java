package dev.etcetera.mvcc;

import java.nio.ByteBuffer;

/**
 * The place of a change in history: {@code main} numbers the transaction, {@code sub} the change within it.
 *
 * <p>As a backend key it is 17 bytes, {@code main} big endian, {@code _}, {@code sub} big endian; a tombstone has a
 * {@code t} behind it. So the order of keys is the order of history.
 */
public record Revision(long main, long sub) implements Comparable<Revision> {
    static final int BYTES = 17;
    private static final byte SEPARATOR = '_';
    private static final byte TOMBSTONE = 't';

    public byte[] encode() {
        return encode(main, sub, false);
    }

    public byte[] encodeTombstone() {
        return encode(main, sub, true);
    }

    static byte[] encode(long main, long sub, boolean tombstone) {
        var bytes = new byte[tombstone ? BYTES + 1 : BYTES];
        var buffer = ByteBuffer.wrap(bytes).putLong(main).put(SEPARATOR).putLong(sub);
        if (tombstone) {
            buffer.put(TOMBSTONE);
        }
        return bytes;
    }

    public static Revision decode(byte[] key) {
        if (key.length < BYTES || key.length > BYTES + 1 || key[Long.BYTES] != SEPARATOR) {
            throw new IllegalArgumentException("not a revision of " + key.length + " bytes");
        }
        var buffer = ByteBuffer.wrap(key);
        return new Revision(buffer.getLong(0), buffer.getLong(Long.BYTES + 1));
    }

    static long mainOf(byte[] key) {
        return ByteBuffer.wrap(key).getLong(0);
    }

    static long subOf(byte[] key) {
        return ByteBuffer.wrap(key).getLong(Long.BYTES + 1);
    }

    public static boolean isTombstone(byte[] key) {
        return key.length == BYTES + 1 && key[BYTES] == TOMBSTONE;
    }

    @Override
    public int compareTo(Revision other) {
        var byMain = Long.compare(main, other.main);
        return byMain != 0 ? byMain : Long.compare(sub, other.sub);
    }
}
