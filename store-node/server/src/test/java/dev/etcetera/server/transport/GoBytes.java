package dev.etcetera.server.transport;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Messages of the tests, between the two members that Go's bytes were taken from. */
final class GoBytes {
    static final long FROM = 0x8e9e05c52164694dL;
    static final long TO = 0x91bc3c398fb3c146L;

    private GoBytes() {}

    static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
    }

    static Payload text(String text) {
        return Payload.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    static Entry entry(long term, long index, String data) {
        return new Entry(term, index, EntryType.NORMAL, text(data));
    }

    static Message append(long term, EntryId previous, long commit, Entry... entries) {
        return new Message.Append(FROM, TO, term, previous, List.of(entries), commit);
    }
}
