package dev.etcetera.server.transport;

import dev.etcetera.server.log.ZapLog;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Listens on the peer URLs and serves the other members. */
public final class PeerListener implements AutoCloseable {
    /** A connection on which no request comes for that long is closed, as etcd does. */
    private static final int IDLE_SECONDS = 5;

    private final List<Channel> listening = new ArrayList<>();
    private final ChannelGroup accepted = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    private PeerListener() {}

    /** Binds every URL, or none: an {@link IOException} says which one failed and why. */
    public static PeerListener start(List<URI> listenPeerUrls, PeerRoutes routes, TransportLoops loops, ZapLog log)
            throws IOException {
        for (URI url : listenPeerUrls) {
            if (!"http".equals(url.getScheme())) {
                throw new IOException("listen-peer-urls " + url
                        + ": only http is supported between members in this release; TLS comes with a later one");
            }
        }
        PeerListener listener = new PeerListener();
        PeerRouter router = new PeerRouter(
                routes,
                new RaftEndpoint(routes, log.named("rafthttp")),
                new SnapshotReceiver(routes, log.named("rafthttp/http")));
        ServerBootstrap bootstrap = loops.listening().childHandler(listener.connections(router));
        for (URI url : listenPeerUrls) {
            try {
                listener.bind(bootstrap, url);
            } catch (IOException e) {
                listener.close();
                throw e;
            }
        }
        return listener;
    }

    /** Where it listens; of use when a port was left to the system. */
    public List<InetSocketAddress> addresses() {
        return listening.stream()
                .map(channel -> (InetSocketAddress) channel.localAddress())
                .toList();
    }

    private void bind(ServerBootstrap bootstrap, URI url) throws IOException {
        PeerAddress address = PeerAddress.of(url.toString());
        ChannelFuture bound = bootstrap
                .bind(new InetSocketAddress(address.host(), address.port()))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on peer URL " + url + ": " + PeerHttpClient.reason(bound.cause()), bound.cause());
        }
        listening.add(bound.channel());
    }

    private ChannelInitializer<SocketChannel> connections(PeerRouter router) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                accepted.add(channel);
                channel.pipeline()
                        .addLast(
                                new HttpServerCodec(),
                                new IdleStateHandler(IDLE_SECONDS, 0, 0),
                                new PeerRequestHandler(router));
            }
        };
    }

    @Override
    public void close() {
        listening.forEach(channel -> channel.close().awaitUninterruptibly());
        accepted.close().awaitUninterruptibly();
    }
}
