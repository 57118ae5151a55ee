package dev.etcetera.server.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A port that speaks HTTP/1.1 alone. */
final class HttpListener {
    private HttpListener() {}

    static Channel bind(InetSocketAddress address, HttpPipeline http, EventLoops loops) throws IOException {
        ChannelFuture bound = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        http.connections().add(channel);
                        http.handlers().forEach(handler -> channel.pipeline().addLast(handler));
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("listen tcp " + address.getHostString() + ":" + address.getPort() + ": "
                    + bound.cause().getMessage());
        }
        return bound.channel();
    }
}
