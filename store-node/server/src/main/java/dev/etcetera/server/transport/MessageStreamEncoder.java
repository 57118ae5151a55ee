package dev.etcetera.server.transport;

import dev.etcetera.raft.protocol.Message;
import io.netty.buffer.ByteBuf;

/** Each message as 8 bytes of length, big-endian, and its raftpb.Message. */
final class MessageStreamEncoder implements StreamEncoder {
    @Override
    public void encode(Message message, ByteBuf out) {
        WireMessage wire = MessageCodec.toWire(message);
        out.writeLong(wire.size());
        wire.write(out);
    }

    @Override
    public void heartbeat(ByteBuf out) {
        out.writeLong(2);
        ProtoOut.uint64(out, 1, MessageType.HEARTBEAT.number());
    }
}
