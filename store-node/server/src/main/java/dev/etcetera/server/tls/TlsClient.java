package dev.etcetera.server.tls;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;

/** Dials over TLS, with the files as they are at that moment. Any thread. */
public final class TlsClient {
    private static final int HANDSHAKE_MILLIS = 10_000;

    private final Supplier<TlsContexts> tls;
    private final Executor handshakes;

    TlsClient(Supplier<TlsContexts> tls, Executor handshakes) {
        this.tls = tls;
        this.handshakes = handshakes;
    }

    /** What comes first on a connection to this host; those behind see it active once the host has been verified. */
    public List<ChannelHandler> handlers(String host, int port) {
        SslHandler handler = new SslHandler(tls.get().dialling(host, port), false, handshakes);
        handler.setHandshakeTimeout(HANDSHAKE_MILLIS, TimeUnit.MILLISECONDS);
        return List.of(handler, new ActiveOnceSecure());
    }

    /** A verified connection over a connected socket; waits for the handshake. */
    public Socket over(Socket connected, String host, int port) throws IOException {
        SSLSocket socket = tls.get().dialling(connected, host, port);
        connected.setSoTimeout(HANDSHAKE_MILLIS);
        try {
            socket.startHandshake();
        } catch (IOException e) {
            throw new IOException(new HandshakeFailure(e).reason(), e);
        }
        connected.setSoTimeout(0);
        return socket;
    }

    private static final class ActiveOnceSecure extends ChannelInboundHandlerAdapter {
        private boolean failed;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            // Told to those behind when the handshake is over.
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (!(event instanceof SslHandshakeCompletionEvent completion)) {
                ctx.fireUserEventTriggered(event);
            } else if (completion.isSuccess()) {
                ctx.fireChannelActive();
            } else {
                failed = true;
                ctx.fireExceptionCaught(new IOException(new HandshakeFailure(completion.cause()).reason()));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!failed) {
                ctx.fireExceptionCaught(cause);
            }
        }
    }
}
