package dev.etcetera.server.transport;

import com.google.protobuf.ByteString;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One kept connection with at most one request under way. Owned by the client's event loop. */
final class PeerConnection extends SimpleChannelInboundHandler<FullHttpResponse> {
    /** Shorter than the five seconds after which a peer closes an idle connection. */
    private static final long MAX_IDLE_MILLIS = 4_000;

    private final ConnectionPool pool;

    private @Nullable ChannelHandlerContext context;
    private @Nullable Exchange current;
    private @Nullable Future<?> idleTimer;
    private boolean usedBefore;
    private boolean failed;

    PeerConnection(ConnectionPool pool) {
        this.pool = pool;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        pool.connected(this);
        watchIdleness();
    }

    boolean carries(Exchange exchange) {
        return current == exchange;
    }

    void start(Exchange exchange) {
        if (exchange.ended()) {
            pool.becameIdle(this);
            return;
        }
        if (idleTimer != null) {
            idleTimer.cancel(false);
        }
        current = exchange;
        PeerRequest request = exchange.request();
        FullHttpRequest http = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                request.method(),
                request.path(),
                Unpooled.wrappedBuffer(request.body().asReadOnlyByteBuffer()));
        http.headers()
                .add(request.headers())
                .set(HttpHeaderNames.HOST, pool.peer().authority())
                .set(HttpHeaderNames.CONTENT_LENGTH, request.body().size());
        if (context != null) {
            Connections.send(context, http);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
        Exchange answered = current;
        current = null;
        usedBefore = true;
        boolean keep = HttpUtil.isKeepAlive(response);
        String cluster = response.headers().get(PeerHeaders.CLUSTER_ID, "");
        ByteString body = ByteString.copyFrom(response.content().nioBuffer());
        int status = response.status().code();
        if (keep) {
            pool.becameIdle(this);
            watchIdleness();
        } else {
            Connections.close(ctx);
        }
        if (answered != null) {
            answered.end(new PeerAnswer.Answered(status, cluster, body));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail("connection closed by the peer");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(PeerHttpClient.reason(cause));
        Connections.close(ctx);
    }

    void close() {
        if (context != null) {
            Connections.close(context);
        }
    }

    private void fail(String reason) {
        Exchange broken = current;
        current = null;
        if (failed) {
            return;
        }
        failed = true;
        if (context == null) {
            pool.connectFailed(reason);
            return;
        }
        pool.lost(this);
        if (broken != null) {
            pool.retryOrFail(broken, usedBefore, reason);
        }
    }

    private void watchIdleness() {
        if (current == null && context != null) {
            idleTimer = context.executor().schedule(this::close, MAX_IDLE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
