package dev.etcetera.server.transport;

import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.tls.TlsServer;
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
import java.util.Optional;

/** Listens on the peer URLs and serves the other members. */
public final class PeerListener implements AutoCloseable {
    /** A connection on which no request comes for that long is closed, as etcd does. */
    private static final int IDLE_SECONDS = 5;

    private static final List<String> PROTOCOLS = List.of("http/1.1");

    private final List<Channel> listening = new ArrayList<>();
    private final ChannelGroup accepted = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    private PeerListener() {}

    /** Where to listen; {@code tls} secures what has the scheme https, and must be there if something has. */
    public record Endpoints(List<URI> urls, Optional<TlsServer> tls) {
        public Endpoints {
            urls = List.copyOf(urls);
        }
    }

    /** Binds every URL, or none: an {@link IOException} says which one failed and why. */
    public static PeerListener start(Endpoints endpoints, PeerRoutes routes, TransportLoops loops, ZapLog log)
            throws IOException {
        PeerListener listener = new PeerListener();
        PeerRouter router = new PeerRouter(
                routes,
                new RaftEndpoint(routes, log.named("rafthttp")),
                new SnapshotReceiver(routes, log.named("rafthttp/http")));
        for (URI url : endpoints.urls()) {
            Optional<TlsServer> tls = url.getScheme().equals("https")
                    ? Optional.of(endpoints.tls().orElseThrow())
                    : Optional.empty();
            try {
                listener.bind(loops.listening().childHandler(listener.connections(router, tls)), url);
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

    private ChannelInitializer<SocketChannel> connections(PeerRouter router, Optional<TlsServer> tls) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                accepted.add(channel);
                HttpServerCodec http = new HttpServerCodec();
                channel.pipeline()
                        .addLast(http, new IdleStateHandler(IDLE_SECONDS, 0, 0), new PeerRequestHandler(router));
                tls.ifPresent(server -> server.secureBefore(channel.pipeline().context(http), PROTOCOLS));
            }
        };
    }

    @Override
    public void close() {
        listening.forEach(channel -> channel.close().awaitUninterruptibly());
        accepted.close().awaitUninterruptibly();
    }
}
