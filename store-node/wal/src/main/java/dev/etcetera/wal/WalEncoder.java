package dev.etcetera.wal;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.HardState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * Turns records into bytes, in one buffer that is used again for every batch. Owned by the {@link Wal}.
 *
 * <pre>
 * frame   8 bytes, little endian: length of the record in the low 56 bits; the top byte is 0x80 | padding when there is any
 * record  protobuf walpb.Record: type = 1 (varint), crc = 2 (varint), data = 3 (bytes)
 * padding zeros up to a multiple of 8, so that no frame ever straddles two sectors
 * </pre>
 *
 * The messages are written by hand: a raft entry costs no object here.
 */
final class WalEncoder {
    private static final int BUFFER_BYTES = 1 << 20;
    /** Type, term and index of an entry at their longest, and the head of its data. */
    private static final int SCRATCH_BYTES = 48;
    /** Frame, type, CRC, head of the data and padding of a record at their longest. */
    private static final int OVERHEAD_BYTES = 40;

    private static final byte[] NOTHING = {};

    private final RollingCrc crc = new RollingCrc();
    private final byte[] scratch = new byte[SCRATCH_BYTES];
    private ByteBuffer buffer = allocate(BUFFER_BYTES);
    private final FullDisk fullDisk;
    private FileChannel file;
    private int scratchLength;
    private long written;

    /** Appends where {@code file} stands. */
    WalEncoder(FileChannel file, int previousCrc, FullDisk fullDisk) throws IOException {
        this.file = file;
        this.fullDisk = fullDisk;
        written = file.position();
        crc.restart(previousCrc);
    }

    /** How long the segment is, with what is still in the buffer. */
    long position() {
        return written + buffer.position();
    }

    /** Continues in the next segment, whose head repeats the CRC so that it can be read alone. */
    void switchTo(FileChannel next) throws IOException {
        file = next;
        written = file.position();
        crc.restart(crc.value());
        head();
    }

    /** The first record of every segment. */
    void head() throws IOException {
        scratchLength = 0;
        record(RecordType.CRC, NOTHING);
    }

    void metadata(byte[] metadata) throws IOException {
        scratchLength = 0;
        record(RecordType.METADATA, metadata);
    }

    void snapshot(byte[] walSnapshot) throws IOException {
        scratchLength = 0;
        record(RecordType.SNAPSHOT, walSnapshot);
    }

    void entry(Entry entry) throws IOException {
        byte[] data = entry.data().array();
        scratchLength = 0;
        if (entry.type() != EntryType.NORMAL) {
            field(1, number(entry.type()));
        }
        field(2, entry.term());
        field(3, entry.index());
        if (data.length > 0) {
            scratch[scratchLength++] = 4 << 3 | 2;
            scratchLength = Varint.put(scratch, scratchLength, data.length);
        }
        record(RecordType.ENTRY, data);
    }

    void state(HardState state) throws IOException {
        scratchLength = 0;
        field(1, state.term());
        field(2, state.vote());
        field(3, state.commit());
        record(RecordType.STATE, NOTHING);
    }

    private static int number(EntryType type) {
        return switch (type) {
            case NORMAL -> 0;
            case CONF_CHANGE -> 1;
            case CONF_CHANGE_V2 -> 2;
        };
    }

    private void field(int number, long value) {
        scratch[scratchLength++] = (byte) (number << 3);
        scratchLength = Varint.put(scratch, scratchLength, value);
    }

    /** The data of the record is the scratch bytes followed by {@code tail}. */
    private void record(RecordType type, byte[] tail) throws IOException {
        int dataLength = scratchLength + tail.length;
        crc.update(scratch, 0, scratchLength);
        crc.update(tail, 0, tail.length);
        reserve(OVERHEAD_BYTES + dataLength);
        int frame = buffer.position();
        buffer.putLong(0);
        buffer.put((byte) (1 << 3)).put((byte) type.number());
        buffer.put((byte) (2 << 3));
        Varint.put(buffer, Integer.toUnsignedLong(crc.value()));
        if (type != RecordType.CRC) {
            buffer.put((byte) (3 << 3 | 2));
            Varint.put(buffer, dataLength);
            buffer.put(scratch, 0, scratchLength).put(tail);
        }
        int length = buffer.position() - frame - Long.BYTES;
        int padding = -length & 7;
        for (int i = 0; i < padding; i++) {
            buffer.put((byte) 0);
        }
        buffer.putLong(frame, padding == 0 ? length : length | (0x80L | padding) << 56);
    }

    private void reserve(int bytes) throws IOException {
        if (buffer.remaining() >= bytes) {
            return;
        }
        flush();
        if (buffer.capacity() < bytes) {
            buffer = allocate(bytes);
        }
    }

    /** Hands everything to the operating system in one write. */
    void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            try {
                written += file.write(buffer);
            } catch (IOException failure) {
                fullDisk.await(failure);
            }
        }
        if (buffer.capacity() > BUFFER_BYTES) {
            buffer = allocate(BUFFER_BYTES);
        }
        buffer.clear();
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
