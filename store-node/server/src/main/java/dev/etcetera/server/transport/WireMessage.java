package dev.etcetera.server.transport;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * raftpb.Message field by field, as it lies on the wire; a builder between {@link MessageCodec} and bytes. Owned by one
 * call. Fields: 1 type, 2 to, 3 from, 4 term, 5 logTerm, 6 index, 7 entries, 8 commit, 9 snapshot, 10 reject, 11
 * rejectHint, 12 context. A field set to zero is written, a field never set is not, as Go's peers do.
 */
final class WireMessage {
    static final int LOG_TERM = 5;
    static final int INDEX = 6;
    static final int COMMIT = 8;
    static final int REJECT_HINT = 11;
    private static final int SLOTS = 12;

    MessageType type;
    long to;
    long from;
    long term;
    List<Entry> entries = List.of();
    boolean reject;
    Payload context = Payload.EMPTY;

    @Nullable
    Snapshot snapshot;

    private final long[] numbers = new long[SLOTS];
    private int present;

    WireMessage(MessageType type, long from, long to, long term) {
        this.type = type;
        this.from = from;
        this.to = to;
        this.term = term;
    }

    /** Sets one of the numbered fields {@link #LOG_TERM}, {@link #INDEX}, {@link #COMMIT}, {@link #REJECT_HINT}. */
    WireMessage with(int field, long value) {
        numbers[field] = value;
        present |= 1 << field;
        return this;
    }

    WireMessage withEntries(List<Entry> value) {
        entries = value;
        return this;
    }

    WireMessage withContext(Payload value) {
        context = value;
        return this;
    }

    WireMessage withReject(boolean value) {
        reject = value;
        return this;
    }

    long number(int field) {
        return numbers[field];
    }

    int size() {
        int size = 2 + ProtoOut.uint64Size(to) + ProtoOut.uint64Size(from);
        size += term == 0 ? 0 : ProtoOut.uint64Size(term);
        size += numberSize(LOG_TERM) + numberSize(INDEX) + numberSize(COMMIT) + numberSize(REJECT_HINT);
        for (Entry entry : entries) {
            size += ProtoOut.bytesSize(EntryCodec.size(entry));
        }
        size += snapshot == null ? 0 : ProtoOut.bytesSize(SnapshotCodec.size(snapshot));
        size += reject ? 2 : 0;
        return size + (context.size() == 0 ? 0 : ProtoOut.bytesSize(context.size()));
    }

    void write(ByteBuf out) {
        ProtoOut.uint64(out, 1, type.number());
        ProtoOut.uint64(out, 2, to);
        ProtoOut.uint64(out, 3, from);
        if (term != 0) {
            ProtoOut.uint64(out, 4, term);
        }
        writeNumber(out, LOG_TERM);
        writeNumber(out, INDEX);
        for (Entry entry : entries) {
            ProtoOut.prefix(out, 7, EntryCodec.size(entry));
            EntryCodec.write(entry, out);
        }
        writeNumber(out, COMMIT);
        if (snapshot != null) {
            ProtoOut.prefix(out, 9, SnapshotCodec.size(snapshot));
            SnapshotCodec.write(snapshot, out);
        }
        if (reject) {
            ProtoOut.uint64(out, 10, 1);
        }
        writeNumber(out, REJECT_HINT);
        if (context.size() != 0) {
            ProtoOut.bytes(out, 12, context.array());
        }
    }

    static WireMessage read(ProtoIn in) {
        int number = 0;
        List<Entry> read = new ArrayList<>(0);
        WireMessage message = new WireMessage(MessageType.PROPOSE, 0, 0, 0);
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> number = in.int32();
                case 2 -> message.to = in.uint64();
                case 3 -> message.from = in.uint64();
                case 4 -> message.term = in.uint64();
                case LOG_TERM, INDEX, COMMIT, REJECT_HINT -> message.with(field, in.uint64());
                case 7 -> read.add(EntryCodec.read(in.message()));
                case 9 -> message.snapshot = SnapshotCodec.read(in.message());
                case 10 -> message.reject = in.bool();
                case 12 -> message.context = in.payload();
                default -> in.skip();
            }
        }
        message.type = MessageType.of(number);
        message.entries = read;
        return message;
    }

    private int numberSize(int field) {
        return (present & 1 << field) == 0 ? 0 : ProtoOut.uint64Size(numbers[field]);
    }

    private void writeNumber(ByteBuf out, int field) {
        if ((present & 1 << field) != 0) {
            ProtoOut.uint64(out, field, numbers[field]);
        }
    }
}
