package dev.etcetera.server.transport;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.Message;
import io.netty.buffer.ByteBuf;

/**
 * The msgappv2 coding: as long as appends follow one another within a term, only the entries and the commit index
 * travel; both ends know the rest. One byte says which of three frames follows:
 *
 * <pre>
 * 0  heartbeat   nothing more
 * 1  entries     count u64, { length u64, raftpb.Entry } * count, commit u64
 * 2  message     length u64, raftpb.Message
 * </pre>
 */
final class MsgAppV2Encoder implements StreamEncoder {
    static final int HEARTBEAT = 0;
    static final int ENTRIES = 1;
    static final int MESSAGE = 2;

    private long term;
    private long index;

    @Override
    public void encode(Message message, ByteBuf out) {
        if (!(message instanceof Message.Append append)) {
            throw new IllegalArgumentException("only appends travel on the msgapp stream: " + message);
        }
        if (follows(append)) {
            encodeEntries(append, out);
        } else {
            encodeWhole(append, out);
        }
    }

    @Override
    public void heartbeat(ByteBuf out) {
        out.writeByte(HEARTBEAT);
    }

    private boolean follows(Message.Append append) {
        long previousTerm = append.previous().term();
        return append.previous().index() == index && previousTerm == term && previousTerm == append.term();
    }

    private void encodeEntries(Message.Append append, ByteBuf out) {
        out.writeByte(ENTRIES);
        out.writeLong(append.entries().size());
        for (Entry entry : append.entries()) {
            out.writeLong(EntryCodec.size(entry));
            EntryCodec.write(entry, out);
        }
        index += append.entries().size();
        out.writeLong(append.commit());
    }

    private void encodeWhole(Message.Append append, ByteBuf out) {
        WireMessage wire = MessageCodec.toWire(append);
        out.writeByte(MESSAGE);
        out.writeLong(wire.size());
        wire.write(out);
        term = append.term();
        index = append.entries().isEmpty()
                ? append.previous().index()
                : append.entries().getLast().index();
    }
}
