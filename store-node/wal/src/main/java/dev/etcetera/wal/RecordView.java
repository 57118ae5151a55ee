package dev.etcetera.wal;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One record where it lies in a segment. Stricter than protobuf: only what an encoder writes is a record, so that a flipped
 * bit outside the reach of the CRC is noticed too.
 *
 * @param offset of the frame
 * @param end after the padding
 */
record RecordView(long offset, long end, RecordType type, int crc, ByteBuffer data) {
    private static final long LENGTH_MASK = ~(0xFFL << 56);
    private static final byte TYPE_TAG = 1 << 3;
    private static final byte CRC_TAG = 2 << 3;
    private static final byte DATA_TAG = 3 << 3 | 2;

    static long length(long frame) {
        return frame & LENGTH_MASK;
    }

    static int padding(long frame) {
        return frame < 0 ? (int) (frame >>> 56) & 7 : 0;
    }

    static boolean isFrame(long frame) {
        long length = length(frame);
        int padding = (int) (-length & 7);
        return length > 0 && frame >>> 56 == (padding == 0 ? 0 : 0x80 | padding);
    }

    /** The record at {@code offset} of a little-endian segment, if a whole one is there. */
    static Optional<RecordView> at(ByteBuffer segment, long offset) {
        if (segment.limit() - offset < Long.BYTES) {
            return Optional.empty();
        }
        long frame = segment.getLong((int) offset);
        long length = length(frame);
        long end = offset + Long.BYTES + length + padding(frame);
        if (!isFrame(frame) || end > segment.limit()) {
            return Optional.empty();
        }
        ByteBuffer body = segment.slice((int) offset + Long.BYTES, (int) length);
        Optional<RecordType> type = type(body);
        if (type.isEmpty() || !body.hasRemaining() || body.get() != CRC_TAG) {
            return Optional.empty();
        }
        long crc = Varint.get(body);
        boolean noData = !body.hasRemaining() && type.get() == RecordType.CRC;
        boolean sound = crc >>> 32 == 0 && (noData || isData(body, body.remaining()));
        return sound ? Optional.of(new RecordView(offset, end, type.get(), (int) crc, body.slice())) : Optional.empty();
    }

    /** True when the record at {@code offset} is sound as far as the segment goes, but the segment ends before it does. */
    static boolean isCutOff(ByteBuffer segment, long offset) {
        long available = segment.limit() - offset - Long.BYTES;
        if (available < 0) {
            return true;
        }
        long frame = segment.getLong((int) offset);
        if (!isFrame(frame) || length(frame) + padding(frame) <= available) {
            return false;
        }
        return !contradictsFrame(segment, offset, segment.limit());
    }

    /**
     * True when what the record says about the length of its data is readable and does not fit the length in its frame.
     *
     * @param limit where what can be read of the record ends
     */
    static boolean contradictsFrame(ByteBuffer segment, long offset, long limit) {
        long length = length(segment.getLong((int) offset));
        long available = Math.min(length, limit - offset - Long.BYTES);
        ByteBuffer body = segment.slice((int) offset + Long.BYTES, (int) available);
        if (type(body).isEmpty() || !body.hasRemaining() || body.get() != CRC_TAG || Varint.get(body) < 0) {
            return false;
        }
        if (!body.hasRemaining()) {
            return false;
        }
        if (body.get() != DATA_TAG) {
            return true;
        }
        long dataLength = Varint.get(body);
        boolean cutOff = dataLength < 0 && !body.hasRemaining();
        return !cutOff && dataLength != length - body.position();
    }

    private static Optional<RecordType> type(ByteBuffer body) {
        return body.remaining() > 2 && body.get() == TYPE_TAG ? RecordType.of(body.get()) : Optional.empty();
    }

    private static boolean isData(ByteBuffer body, long rest) {
        int start = body.position();
        if (!body.hasRemaining() || body.get() != DATA_TAG) {
            return false;
        }
        long dataLength = Varint.get(body);
        return dataLength == rest - (body.position() - start);
    }
}
