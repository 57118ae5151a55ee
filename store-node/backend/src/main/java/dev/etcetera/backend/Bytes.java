package dev.etcetera.backend;

import java.util.Arrays;
import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.ByteIterable;

/** Arrays to Xodus's byte sequences and back. */
final class Bytes {
    private Bytes() {}

    static ByteIterable iterable(byte[] bytes) {
        return new ArrayByteIterable(bytes);
    }

    static byte[] array(ByteIterable bytes) {
        var backing = bytes.getBytesUnsafe();
        var length = bytes.getLength();
        return backing.length == length ? backing : Arrays.copyOf(backing, length);
    }
}
