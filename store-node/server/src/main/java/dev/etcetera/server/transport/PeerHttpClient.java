package dev.etcetera.server.transport;

import dev.etcetera.server.tls.TlsClient;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Short HTTP requests to other members over kept connections. {@link #send} may be called by any thread; everything else
 * happens on one event loop.
 */
public final class PeerHttpClient implements AutoCloseable {
    private static final int MAX_ANSWER_BYTES = 100 << 20;

    private final TransportLoops loops;
    private final PeerTimeouts timeouts;
    private final TlsClient tls;
    private final NameResolver names = new NameResolver();
    private final EventLoop loop;
    private final Map<PeerAddress, ConnectionPool> pools = new HashMap<>();

    /** A client on one of the given loops; {@code tls} secures connections to https URLs. */
    public PeerHttpClient(TransportLoops loops, PeerTimeouts timeouts, TlsClient tls) {
        this.loops = loops;
        this.tls = tls;
        this.timeouts = timeouts;
        this.loop = loops.next();
    }

    TransportLoops loops() {
        return loops;
    }

    PeerTimeouts timeouts() {
        return timeouts;
    }

    TlsClient tls() {
        return tls;
    }

    /** What comes first on a connection to this peer. */
    ChannelHandler[] security(PeerAddress peer) {
        return peer.secure()
                ? tls.handlers(peer.host(), peer.port()).toArray(ChannelHandler[]::new)
                : new ChannelHandler[0];
    }

    NameResolver names() {
        return names;
    }

    /** Sends and calls back once, on an event loop; the peer has the read timeout to answer. */
    void send(PeerRequest request, Consumer<PeerAnswer> done) {
        loop.execute(() -> pools.computeIfAbsent(request.peer(), peer -> new ConnectionPool(this, peer))
                .submit(new Exchange(request, done)));
    }

    /** Opens one more connection of a pool. Runs on the client's loop. */
    void connect(ConnectionPool pool) {
        names.resolve(pool.peer(), loop, (address, reason) -> {
            if (address == null) {
                pool.connectFailed(reason);
            } else {
                connect(pool, address);
            }
        });
    }

    EventLoop loop() {
        return loop;
    }

    private void connect(ConnectionPool pool, InetSocketAddress address) {
        loops.dialing(loop, (int) timeouts.dial().toMillis())
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(security(pool.peer()))
                                .addLast(
                                        new HttpClientCodec(),
                                        new HttpObjectAggregator(MAX_ANSWER_BYTES),
                                        new PeerConnection(pool));
                    }
                })
                .connect(address)
                .addListener(future -> {
                    if (!future.isSuccess()) {
                        pool.connectFailed(reason(future.cause()));
                    }
                });
    }

    static String reason(@Nullable Throwable cause) {
        String message = cause == null ? null : cause.getMessage();
        return message == null ? String.valueOf(cause) : message;
    }

    @Override
    public void close() {
        names.close();
        loop.execute(() -> pools.values().forEach(ConnectionPool::close));
    }
}
