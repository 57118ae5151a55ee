package dev.etcetera.server.transport;

import dev.etcetera.raft.protocol.Message;
import io.netty.buffer.ByteBuf;

/** Writes messages one after the other; keeps what both ends of one stream know. Owned by the stream's event loop. */
interface StreamEncoder {
    void encode(Message message, ByteBuf out);

    /** Says "still here": the other end closes a stream on which nothing comes for five seconds. */
    void heartbeat(ByteBuf out);
}
