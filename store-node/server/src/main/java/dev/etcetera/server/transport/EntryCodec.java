package dev.etcetera.server.transport;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Payload;
import io.netty.buffer.ByteBuf;

/** A log entry as raftpb.Entry: 1 type, 2 term, 3 index, 4 data. A proposal has no term and index yet. */
final class EntryCodec {
    private EntryCodec() {}

    static int size(Entry entry) {
        int data = entry.data().size();
        return (entry.type() == EntryType.NORMAL ? 0 : 2)
                + (entry.term() == 0 ? 0 : ProtoOut.uint64Size(entry.term()))
                + (entry.index() == 0 ? 0 : ProtoOut.uint64Size(entry.index()))
                + (data == 0 ? 0 : ProtoOut.bytesSize(data));
    }

    static void write(Entry entry, ByteBuf out) {
        if (entry.type() != EntryType.NORMAL) {
            ProtoOut.uint64(out, 1, number(entry.type()));
        }
        if (entry.term() != 0) {
            ProtoOut.uint64(out, 2, entry.term());
        }
        if (entry.index() != 0) {
            ProtoOut.uint64(out, 3, entry.index());
        }
        if (entry.data().size() != 0) {
            ProtoOut.bytes(out, 4, entry.data().array());
        }
    }

    static Entry read(ProtoIn in) {
        long term = 0;
        long index = 0;
        EntryType type = EntryType.NORMAL;
        Payload data = Payload.EMPTY;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> type = type(in.int32());
                case 2 -> term = in.uint64();
                case 3 -> index = in.uint64();
                case 4 -> data = in.payload();
                default -> in.skip();
            }
        }
        return new Entry(term, index, type, data);
    }

    private static int number(EntryType type) {
        return switch (type) {
            case NORMAL -> 0;
            case CONF_CHANGE -> 1;
            case CONF_CHANGE_V2 -> 2;
        };
    }

    private static EntryType type(int number) {
        return switch (number) {
            case 0 -> EntryType.NORMAL;
            case 1 -> EntryType.CONF_CHANGE;
            case 2 -> EntryType.CONF_CHANGE_V2;
            default -> throw new MalformedMessageException("entry type " + number);
        };
    }
}
