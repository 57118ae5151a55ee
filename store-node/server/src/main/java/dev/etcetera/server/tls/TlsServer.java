package dev.etcetera.server.tls;

import dev.etcetera.server.log.ZapLog;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/** Lets connections in over TLS, with the files as they are at that moment. Any event loop. */
public final class TlsServer {
    /** etcd's bound on one handshake. */
    private static final long HANDSHAKE_SECONDS = 10;

    private final Supplier<TlsContexts> tls;
    private final Executor handshakes;
    private final Rejections rejections;

    /** Where failed handshakes are told, and the line that begins with. */
    record Rejections(String line, ZapLog log) {}

    TlsServer(Supplier<TlsContexts> tls, Executor handshakes, Rejections rejections) {
        this.tls = tls;
        this.handshakes = handshakes;
        this.rejections = rejections;
    }

    /** Secures the connection from before this handler on; {@code applicationProtocols} are ours, the dearest first. */
    public void secureBefore(ChannelHandlerContext ctx, List<String> applicationProtocols) {
        ChannelPipeline pipeline = ctx.pipeline();
        SslHandler handler = handler(ctx, applicationProtocols);
        pipeline.addBefore(ctx.name(), null, handler);
        pipeline.addBefore(ctx.name(), null, new HandshakeWatch(handler, rejections.line(), rejections.log()));
    }

    private SslHandler handler(ChannelHandlerContext ctx, List<String> applicationProtocols) {
        InetSocketAddress remote = (InetSocketAddress) ctx.channel().remoteAddress();
        SSLEngine engine =
                tls.get().accepting(remote.getAddress().getHostAddress(), remote.getPort(), applicationProtocols);
        SslHandler handler = new SslHandler(engine, false, handshakes);
        handler.setHandshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        return handler;
    }
}
