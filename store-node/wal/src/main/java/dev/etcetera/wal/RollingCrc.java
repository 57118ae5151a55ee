package dev.etcetera.wal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The CRC-32C that runs through all records of a log and is handed from segment to segment. Owned by one encoder or decoder.
 *
 * <p>{@link CRC32C} cannot start from an earlier value. But for every value there are exactly four bytes that lead a fresh
 * CRC to it, and finding them costs four table look-ups: so continuing from a value is feeding those four bytes.
 */
final class RollingCrc {
    private static final int POLYNOMIAL = 0x82F63B78;
    private static final int[] TABLE = table();

    private final CRC32C crc = new CRC32C();

    int value() {
        return (int) crc.getValue();
    }

    void update(byte[] bytes, int offset, int length) {
        crc.update(bytes, offset, length);
    }

    /** Takes everything between position and limit, and moves neither. */
    void update(ByteBuffer bytes) {
        crc.update(bytes.duplicate());
    }

    /** Continues from the value an earlier segment ended with. */
    void restart(int value) {
        crc.reset();
        if (value == 0) {
            return;
        }
        int register = ~value;
        for (int step = 0; step < Integer.BYTES; step++) {
            int index = indexWithHighByte(register >>> 24);
            register = ((register ^ TABLE[index]) << 8) | index;
        }
        int lead = ~register;
        for (int step = 0; step < Integer.BYTES; step++) {
            crc.update(lead >>> (8 * step) & 0xFF);
        }
    }

    /** No two entries of a CRC table share their high byte: that is what makes a CRC run backwards. */
    private static int indexWithHighByte(int high) {
        for (int index = 0; index < TABLE.length; index++) {
            if (TABLE[index] >>> 24 == high) {
                return index;
            }
        }
        throw new IllegalStateException("not a CRC table");
    }

    private static int[] table() {
        int[] table = new int[256];
        for (int index = 0; index < table.length; index++) {
            int value = index;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) == 0 ? value >>> 1 : (value >>> 1) ^ POLYNOMIAL;
            }
            table[index] = value;
        }
        return table;
    }
}
