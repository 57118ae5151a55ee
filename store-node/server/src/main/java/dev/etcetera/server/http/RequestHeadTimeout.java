package dev.etcetera.server.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;

/** Closes an HTTP connection on which nothing arrives for five minutes, etcd's ReadHeaderTimeout. */
final class RequestHeadTimeout extends IdleStateHandler {
    private static final long MINUTES = 5;

    RequestHeadTimeout() {
        super(MINUTES, 0, 0, TimeUnit.MINUTES);
    }

    @Override
    protected void channelIdle(ChannelHandlerContext ctx, IdleStateEvent event) {
        ChannelFuture _ = ctx.close();
    }
}
