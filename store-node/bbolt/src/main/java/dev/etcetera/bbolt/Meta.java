package dev.etcetera.bbolt;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The head of a database file. It lies in pages 0 and 1, written alternately; of two valid ones the higher transaction
 * counts.
 *
 * @param rootPage page of the bucket that holds the buckets
 * @param freelistPage {@link Format#NO_FREELIST} if there is none
 * @param pages number of pages in use and free, the high-water mark
 */
record Meta(int pageBytes, long rootPage, long freelistPage, long pages, long transaction) {
    static final int BYTES = 64;
    private static final int CHECKED_BYTES = 56;

    /** Appends it to {@code out}, which is little endian. */
    void put(ByteBuffer out) {
        var begin = out.position();
        out.putInt(Format.MAGIC).putInt(Format.VERSION).putInt(pageBytes).putInt(0);
        out.putLong(rootPage).putLong(0);
        out.putLong(freelistPage).putLong(pages).putLong(transaction);
        out.putLong(checksum(out, begin));
    }

    /** Empty if what begins at {@code at} is not a valid meta. */
    static Optional<Meta> read(ByteBuffer in, int at) {
        if (in.limit() - at < BYTES
                || in.getInt(at) != Format.MAGIC
                || in.getInt(at + 4) != Format.VERSION
                || in.getLong(at + CHECKED_BYTES) != checksum(in, at)) {
            return Optional.empty();
        }
        return Optional.of(new Meta(
                in.getInt(at + 8), in.getLong(at + 16), in.getLong(at + 32), in.getLong(at + 40), in.getLong(at + 48)));
    }

    /** FNV-1a with 64 bits. */
    private static long checksum(ByteBuffer bytes, int from) {
        var hash = 0xcbf29ce484222325L;
        for (var i = from; i < from + CHECKED_BYTES; i++) {
            hash = (hash ^ (bytes.get(i) & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }
}
