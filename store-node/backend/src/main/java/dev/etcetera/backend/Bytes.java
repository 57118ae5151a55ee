package dev.etcetera.backend;

import java.util.Arrays;
import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.FixedLengthByteIterable;
import jetbrains.exodus.log.BlockByteIterator;
import jetbrains.exodus.log.ByteIterableWithAddress;

/** Arrays to Xodus's byte sequences and back. */
final class Bytes {
    private Bytes() {}

    static ByteIterable iterable(byte[] bytes) {
        return new ArrayByteIterable(bytes);
    }

    static byte[] array(ByteIterable bytes) {
        if (bytes instanceof FixedLengthByteIterable part
                && part.getSource() instanceof ByteIterableWithAddress whole
                && whole.iterator(part.getOffset()) instanceof BlockByteIterator pages) {
            return acrossPages(pages, part.getLength());
        }
        var backing = bytes.getBytesUnsafe();
        var length = bytes.getLength();
        return backing.length == length ? backing : Arrays.copyOf(backing, length);
    }

    /** What does not lie in one page of the log: Xodus itself would copy it byte by byte. */
    private static byte[] acrossPages(BlockByteIterator pages, int length) {
        var array = new byte[length];
        var copied = 0;
        while (copied < length) {
            var more = pages.nextBytes(array, copied, length - copied);
            if (more <= 0) {
                throw new IllegalStateException(
                        "the log ends %d bytes before a record does".formatted(length - copied));
            }
            copied += more;
        }
        return array;
    }
}
