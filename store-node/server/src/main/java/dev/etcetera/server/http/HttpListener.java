package dev.etcetera.server.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** A port that speaks HTTP/1.1 alone, over TLS where its URL says so. */
final class HttpListener {
    private HttpListener() {}

    static Channel bind(Entrance entrance, HttpPipeline http, EventLoops loops) throws IOException {
        InetSocketAddress address = entrance.address();
        ChannelFuture bound = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        http.connections().add(channel);
                        List<ChannelHandler> handlers = http.handlers();
                        handlers.forEach(handler -> channel.pipeline().addLast(handler));
                        entrance.secureBefore(channel.pipeline().context(handlers.getFirst()));
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
