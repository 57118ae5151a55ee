package dev.etcetera.server.transport;

import dev.etcetera.raft.protocol.Message;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/** Reads what {@link MessageStreamEncoder} writes. */
final class MessageStreamDecoder implements StreamDecoder {
    static final long MAX_MESSAGE_BYTES = 512L << 20;

    @Override
    public void decode(ByteBuf in, Consumer<Message> sink) {
        while (in.readableBytes() >= Long.BYTES) {
            long length = in.getLong(in.readerIndex());
            if (length < 0 || length > MAX_MESSAGE_BYTES) {
                throw new MalformedMessageException("message of " + Long.toUnsignedString(length) + " bytes");
            }
            if (in.readableBytes() < Long.BYTES + length) {
                return;
            }
            in.skipBytes(Long.BYTES);
            Message message = MessageCodec.decode(in, (int) length);
            if (!isLinkHeartbeat(message)) {
                sink.accept(message);
            }
        }
    }

    private static boolean isLinkHeartbeat(Message message) {
        return message instanceof Message.Heartbeat && message.from() == 0 && message.to() == 0;
    }
}
