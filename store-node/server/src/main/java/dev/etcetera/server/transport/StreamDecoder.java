package dev.etcetera.server.transport;

import dev.etcetera.raft.protocol.Message;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/** Reads messages one after the other; keeps what both ends of one stream know. Owned by the stream's event loop. */
interface StreamDecoder {
    /** Hands over every message that is complete and leaves the rest of the bytes for the next call. Heartbeats vanish here. */
    void decode(ByteBuf in, Consumer<Message> sink);
}
