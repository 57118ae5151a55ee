package dev.etcetera.server.transport;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundInvoker;

/** What is done to a connection without waiting for how it ends: the end shows itself as an inactive channel. */
final class Connections {
    private Connections() {}

    static void close(ChannelOutboundInvoker connection) {
        var _ = connection.close();
    }

    /** Sends; a connection that cannot send is closed. */
    static void send(ChannelOutboundInvoker connection, Object message) {
        connection.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
}
