package dev.etcetera.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import org.jspecify.annotations.Nullable;

/** One connection to the peer port: collects a request, lets {@link PeerRouter} answer, then takes the next. Owned by its event loop. */
final class PeerRequestHandler extends SimpleChannelInboundHandler<HttpObject> {
    /** Fired on the pipeline when a request's answer is about to be written. */
    static final Object ANSWERED = new Object();

    private static final int MAX_RAFT_BODY_BYTES = 64 << 20;
    private static final int MAX_BODY_BYTES = 64 << 10;

    private final PeerRouter router;

    private @Nullable HttpRequest request;
    /** Of a request whose body is not collected but read as it comes. */
    private @Nullable RequestBody streamed;

    private ByteBuf body = Unpooled.EMPTY_BUFFER;
    private boolean answering;

    PeerRequestHandler(PeerRouter router) {
        this.router = router;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (message.decoderResult().isFailure()) {
            Connections.close(ctx);
            return;
        }
        if (message instanceof HttpRequest head) {
            begin(ctx, head);
        }
        if (message instanceof HttpContent content && streamed != null) {
            stream(content, streamed);
            return;
        }
        HttpRequest open = request;
        if (message instanceof HttpContent content && open != null) {
            collect(ctx, open, content.content());
            if (message instanceof LastHttpContent && request != null) {
                dispatch(ctx, open);
            }
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest head) {
        if (answering) {
            // A second request before the first was answered: no peer does that.
            Connections.close(ctx);
            return;
        }
        if (PeerExchange.path(head).equals(PeerRouter.SNAPSHOT)) {
            answering = true;
            streamed = router.snapshot(new PeerExchange(ctx.channel(), head, Unpooled.EMPTY_BUFFER));
            return;
        }
        request = head;
    }

    private void stream(HttpContent content, RequestBody target) {
        target.add(content.content().retain());
        if (content instanceof LastHttpContent) {
            target.end();
            streamed = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (streamed != null) {
            streamed.lost();
            streamed = null;
        }
    }

    private void collect(ChannelHandlerContext ctx, HttpRequest open, ByteBuf fresh) {
        int limit = PeerExchange.path(open).equals(PeerRouter.RAFT) ? MAX_RAFT_BODY_BYTES : MAX_BODY_BYTES;
        if (body.readableBytes() + fresh.readableBytes() > limit) {
            request = null;
            dropBody();
            new PeerExchange(ctx.channel(), open, Unpooled.EMPTY_BUFFER).error(413, "request body too large");
        } else if (fresh.isReadable()) {
            body = body.isReadable()
                    ? ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), body, fresh.retain())
                    : fresh.retain();
        }
    }

    private void dispatch(ChannelHandlerContext ctx, HttpRequest complete) {
        answering = true;
        request = null;
        router.route(new PeerExchange(ctx.channel(), complete, body));
        dropBody();
    }

    private void dropBody() {
        body.release();
        body = Unpooled.EMPTY_BUFFER;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ANSWERED) {
            answering = false;
        } else if (event instanceof IdleStateEvent && !answering) {
            Connections.close(ctx);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Connections.close(ctx);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        dropBody();
    }
}
