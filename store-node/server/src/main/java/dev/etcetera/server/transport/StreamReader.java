package dev.etcetera.server.transport;

import dev.etcetera.raft.protocol.Message;
import dev.etcetera.server.consensus.PeerRoster;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Our receiving side of one stream to one peer: dials, asks for the stream, reads messages, and dials again when it
 * breaks. Owned by one event loop.
 *
 * <pre>
 * waiting --timer or wake--> dialling --200--> reading --broken--> waiting
 *    ^--------------- anything else --------------'
 * </pre>
 */
final class StreamReader {
    static final String REMOVED = PeerRoster.REMOVED;

    private static final int MAX_CHUNK_BYTES = 1 << 20;
    /** A busy machine takes its time to answer; giving up earlier would break what is about to stand. */
    private static final long HANGS_AFTER_NANOS = 1_000_000_000L;

    private final StreamKind kind;
    private final PeerLink link;
    private final EventLoop loop;

    private @Nullable Future<?> redialTimer;
    private @Nullable Channel channel;
    /** Counts attempts: an answer to an attempt that was given up is ignored. */
    private int attempt;

    private long dialledAtNanos;

    private boolean reading;
    private boolean stopped;
    private String lastFailure = "";

    StreamReader(StreamKind kind, PeerLink link, EventLoop loop) {
        this.kind = kind;
        this.link = link;
        this.loop = loop;
    }

    void start() {
        loop.execute(this::dial);
    }

    /** The peer was heard of: an attempt that waits, or that hangs in an old address, is made now. Any thread. */
    void wake() {
        loop.execute(() -> {
            boolean hangs = System.nanoTime() - dialledAtNanos > HANGS_AFTER_NANOS;
            if (!reading && !stopped && (redialTimer != null || hangs)) {
                dial();
            }
        });
    }

    void stop() {
        loop.execute(() -> {
            stopped = true;
            abandonAttempt();
        });
    }

    PeerLink link() {
        return link;
    }

    StreamKind kind() {
        return kind;
    }

    private void abandonAttempt() {
        attempt++;
        reading = false;
        if (redialTimer != null) {
            redialTimer.cancel(false);
            redialTimer = null;
        }
        if (channel != null) {
            Connections.close(channel);
            channel = null;
        }
    }

    private void dial() {
        abandonAttempt();
        if (stopped) {
            return;
        }
        dialledAtNanos = System.nanoTime();
        int mine = attempt;
        String url = link.urls().pick();
        PeerAddress address = PeerAddress.of(url);
        link.client().names().resolve(address, loop, (resolved, reason) -> {
            if (mine != attempt) {
                return;
            }
            if (resolved == null) {
                failed(mine, url, reason);
            } else {
                connect(mine, url, resolved);
            }
        });
    }

    private void connect(int mine, String url, InetSocketAddress address) {
        ChannelFuture connecting = link.client()
                .loops()
                .dialing(loop, (int) link.timeouts().dial().toMillis())
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel opened) {
                        long readMillis = link.timeouts().read().toMillis();
                        HttpDecoderConfig config = new HttpDecoderConfig().setMaxChunkSize(MAX_CHUNK_BYTES);
                        opened.pipeline()
                                .addLast(link.client().security(PeerAddress.of(url)))
                                .addLast(
                                        new IdleStateHandler(readMillis, 0, 0, TimeUnit.MILLISECONDS),
                                        new HttpClientCodec(config, false, false),
                                        new StreamReadHandler(StreamReader.this, mine, url));
                    }
                })
                .connect(address);
        channel = connecting.channel();
        connecting.addListener(future -> {
            if (!future.isSuccess()) {
                failed(mine, url, PeerHttpClient.reason(future.cause()));
            }
        });
    }

    /** The peer answered with the stream. */
    void established(int ofAttempt) {
        if (ofAttempt != attempt) {
            return;
        }
        reading = true;
        lastFailure = "";
        link.status().activate();
        link.log().info("established TCP streaming connection with remote peer", fields());
    }

    void received(Message message) {
        if (message.to() == link.self().memberId()) {
            link.events().step(message);
        } else {
            link.metrics().receiveFailed();
        }
    }

    /** The peer refused, was not reached, or the stream broke. */
    void failed(int ofAttempt, String url, String reason) {
        if (ofAttempt != attempt) {
            return;
        }
        boolean wasReading = reading;
        abandonAttempt();
        if (wasReading) {
            link.log().warn("lost TCP streaming connection with remote peer", fields(reason));
        } else {
            link.urls().unreachable(url);
            if (!reason.equals(lastFailure)) {
                lastFailure = reason;
                link.log().debug("failed to dial remote peer", fields(reason));
            }
        }
        link.status().deactivate(kind.title(), wasReading ? "read" : "dial", reason);
        if (!stopped) {
            redialTimer = loop.schedule(this::dial, link.timeouts().redial().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** The peer refused for a reason that an operator must see; said once per change. */
    void refused(int ofAttempt, String url, String reason, String remoteClusterHex) {
        if (ofAttempt == attempt && !reason.equals(lastFailure)) {
            link.log()
                    .warn(
                            "request sent was ignored by remote peer due to "
                                    + (reason.equals(PeerHeaders.INCOMPATIBLE_VERSION)
                                            ? "server version incompatibility"
                                            : reason),
                            "remote-peer-id",
                            link.peerHex(),
                            "remote-peer-cluster-id",
                            remoteClusterHex,
                            "local-member-id",
                            link.self().memberHex(),
                            "local-member-cluster-id",
                            link.self().clusterHex(),
                            "error",
                            reason);
        }
        lastFailure = ofAttempt == attempt ? reason : lastFailure;
        failed(ofAttempt, url, reason);
    }

    private Object[] fields() {
        return new Object[] {
            "stream-reader-type",
            kind.title(),
            "local-member-id",
            link.self().memberHex(),
            "remote-peer-id",
            link.peerHex()
        };
    }

    private Object[] fields(String error) {
        return new Object[] {
            "stream-reader-type",
            kind.title(),
            "local-member-id",
            link.self().memberHex(),
            "remote-peer-id",
            link.peerHex(),
            "error",
            error
        };
    }
}
