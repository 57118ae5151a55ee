package dev.etcetera.wal;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tells a write that a crash cut off from damage to what had been durable.
 *
 * <p>Disks write whole sectors. A preallocated segment was zero before, so a cut-off write leaves at least one sector's share
 * of a record all zero; frames are aligned and never straddle sectors, but the rest of a record's head may. Anything else is damage. And even a zero sector is
 * damage when a later batch was begun: a batch with entries is always followed by an fsync, and ends with the hard state, so
 * "entry, state, anything" behind the spot means that the spot had been durable.
 */
final class TornTail {
    private static final int SECTOR_BYTES = 512;
    /** Compared with many bytes at once: at each start there is most of a segment to be looked at. */
    private static final ByteBuffer ZEROES = ByteBuffer.allocateDirect(16 << 10).asReadOnlyBuffer();

    private TornTail() {}

    /** True when the unreadable record at {@code offset} of the last segment may be dropped. */
    static boolean mayDrop(ByteBuffer segment, long offset) {
        if (RecordView.isCutOff(segment, offset)) {
            return true;
        }
        long frame = segment.getLong((int) offset);
        if (frame == 0) {
            return isZero(segment, offset, Math.min(segment.limit(), sectorAfter(offset)))
                    && !hasLaterBatch(segment, offset);
        }
        if (!RecordView.isFrame(frame)) {
            return false;
        }
        OptionalLong missing = firstZeroSector(segment, offset, RecordView.length(frame));
        return missing.isPresent()
                && !RecordView.contradictsFrame(segment, offset, missing.getAsLong())
                && !hasLaterBatch(segment, offset);
    }

    /** True when nothing but zeros lies between {@code from} and {@code to}. */
    static boolean isZero(ByteBuffer segment, long from, long to) {
        for (long at = from; at < to; at += ZEROES.limit()) {
            int length = (int) Math.min(ZEROES.limit(), to - at);
            if (segment.slice((int) at, length).mismatch(ZEROES.slice(0, length)) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** Where the first sector's share of the record at {@code offset} begins that never arrived, if one is like that. */
    private static OptionalLong firstZeroSector(ByteBuffer segment, long offset, long length) {
        long end = Math.min(segment.limit(), offset + Long.BYTES + length);
        long at = offset + Long.BYTES;
        while (at < end) {
            long next = Math.min(end, sectorAfter(at));
            if (isZero(segment, at, next)) {
                return OptionalLong.of(at);
            }
            at = next;
        }
        return OptionalLong.empty();
    }

    private static long sectorAfter(long offset) {
        return (offset / SECTOR_BYTES + 1) * SECTOR_BYTES;
    }

    private static boolean hasLaterBatch(ByteBuffer segment, long offset) {
        boolean entry = false;
        boolean entryThenState = false;
        long at = offset + Long.BYTES;
        while (at + Long.BYTES <= segment.limit()) {
            Optional<RecordView> record =
                    segment.getLong((int) at) == 0 ? Optional.empty() : RecordView.at(segment, at);
            if (record.isEmpty()) {
                at += Long.BYTES;
                continue;
            }
            if (entryThenState) {
                return true;
            }
            RecordType type = record.get().type();
            entryThenState = entry && type == RecordType.STATE;
            entry |= type == RecordType.ENTRY;
            at = record.get().end();
        }
        return false;
    }
}
