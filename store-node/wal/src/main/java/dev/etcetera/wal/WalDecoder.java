package dev.etcetera.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;

/**
 * Reads the records of consecutive segments and checks the CRC that runs through them. Owned by one reader.
 *
 * <p>A segment is mapped, not copied: records are good until somebody truncates the file.
 */
final class WalDecoder {
    private final List<Segment> segments;
    private final RollingCrc crc = new RollingCrc();
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private int current = -1;
    private long offset;
    /** Whether the head of the segment was read; it is durable before the segment gets its name. */
    private boolean headed;

    WalDecoder(List<Segment> segments) {
        this.segments = segments;
    }

    /** The next record that is not a CRC; empty at the end of the log. */
    Optional<RecordView> next() throws IOException {
        while (true) {
            if (atEnd()) {
                if (current + 1 == segments.size()) {
                    return Optional.empty();
                }
                open(current + 1);
                continue;
            }
            RecordView record = read();
            if (record.type() != RecordType.CRC) {
                return Optional.of(record);
            }
        }
    }

    /** Where the last good record of the segment ends: the place to append. */
    long offset() {
        return offset;
    }

    int crc() {
        return crc.value();
    }

    WalCorruptException corrupt(String damage) {
        return new WalCorruptException(segments.get(Math.max(current, 0)).path(), offset, damage);
    }

    private void open(int index) throws IOException {
        FileChannel channel = segments.get(index).channel();
        bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()).order(ByteOrder.LITTLE_ENDIAN);
        current = index;
        offset = 0;
        headed = false;
    }

    private boolean isLast() {
        return current + 1 == segments.size();
    }

    private boolean atEnd() throws IOException {
        long rest = bytes.limit() - offset;
        if (rest > 0 && rest < Long.BYTES) {
            throw unreadable("a record is cut off");
        }
        if (rest > 0 && bytes.getLong((int) offset) != 0) {
            return false;
        }
        if (!TornTail.isZero(bytes, offset, bytes.limit())) {
            throw unreadable("a record has no length, but more follows");
        }
        if (current >= 0 && !headed) {
            throw corrupt(offset == 0 ? "it is empty" : "it ends within its head");
        }
        return true;
    }

    private RecordView read() throws IOException {
        RecordView record = RecordView.at(bytes, offset).orElseThrow(() -> unreadable("a record is malformed"));
        if (record.type() == RecordType.CRC) {
            if (crc.value() != 0 && crc.value() != record.crc()) {
                throw corrupt("it does not continue the segment before it");
            }
            crc.restart(record.crc());
        } else {
            int before = crc.value();
            crc.update(record.data());
            if (crc.value() != record.crc()) {
                crc.restart(before);
                throw unreadable("a record does not match its checksum");
            }
        }
        headed |= record.type() == RecordType.METADATA;
        offset = record.end();
        return record;
    }

    private IOException unreadable(String damage) {
        return headed && isLast() && TornTail.mayDrop(bytes, offset)
                ? new TornRecordException(segments.get(current).path(), offset)
                : corrupt(damage);
    }
}
