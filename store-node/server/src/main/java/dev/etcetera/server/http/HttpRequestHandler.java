package dev.etcetera.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Answers the requests of one HTTP/1.1 connection one after the other. Owned by the connection's event loop; routes may
 * answer from anywhere. Requests that were sent ahead wait here, and reading stops while they do.
 */
final class HttpRequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Clock CLOCK = Clock.systemUTC();

    private final List<HttpRoute> routes;
    private final BrowserRules rules;
    private final Deque<Request> waiting = new ArrayDeque<>();
    private boolean busy;

    HttpRequestHandler(List<HttpRoute> routes, BrowserRules rules) {
        this.routes = routes;
        this.rules = rules;
    }

    /** What is kept of a request once its buffers are released. */
    private record Request(HttpQuery query, HttpHeaders headers, boolean wellFormed, boolean keepAlive) {}

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest message) {
        boolean wellFormed = message.decoderResult().isSuccess();
        QueryStringDecoder url = new QueryStringDecoder(wellFormed ? message.uri() : "/");
        HttpQuery query = new HttpQuery(
                message.method().name(),
                url.path(),
                url.parameters(),
                message.content().toString(StandardCharsets.UTF_8));
        waiting.add(new Request(query, message.headers(), wellFormed, wellFormed && HttpUtil.isKeepAlive(message)));
        if (busy) {
            ctx.channel().config().setAutoRead(false);
        } else {
            serveNext(ctx);
        }
    }

    private void serveNext(ChannelHandlerContext ctx) {
        Request request = waiting.poll();
        busy = request != null;
        if (request == null) {
            ctx.channel().config().setAutoRead(true);
        } else if (!request.wellFormed()) {
            write(ctx, request, HttpAnswer.error(400, "400 Bad Request"));
        } else if (!isSecure(ctx) && !rules.hostAllowed(request.headers())) {
            write(ctx, request, HttpAnswer.error(421, "origin not allowed"));
        } else if (request.query().method().equals("OPTIONS")) {
            write(ctx, request, HttpAnswer.text(""));
        } else {
            route(ctx, request);
        }
    }

    private static boolean isSecure(ChannelHandlerContext ctx) {
        return ctx.pipeline().get(SslHandler.class) != null;
    }

    private void route(ChannelHandlerContext ctx, Request request) {
        for (HttpRoute route : routes) {
            if (route.matches(request.query().path())) {
                route.answer(request.query(), answer -> ctx.executor().execute(() -> write(ctx, request, answer)));
                return;
            }
        }
        write(ctx, request, HttpAnswer.notFound());
    }

    private void write(ChannelHandlerContext ctx, Request request, HttpAnswer answer) {
        boolean headOnly = request.query().method().equals("HEAD");
        ByteBuf body = headOnly ? Unpooled.EMPTY_BUFFER : ByteBufUtil.writeUtf8(ctx.alloc(), answer.body());
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), body);
        HttpHeaders headers = response.headers();
        rules.addTo(request.headers(), headers);
        headers.set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
        headers.set(HttpHeaderNames.CONTENT_LENGTH, ByteBufUtil.utf8Bytes(answer.body()));
        headers.set(HttpHeaderNames.DATE, httpDate());
        answer.headers().forEach(headers::set);
        if (request.keepAlive()) {
            ChannelFuture _ = ctx.writeAndFlush(response);
            serveNext(ctx);
        } else {
            headers.set(HttpHeaderNames.CONNECTION, "close");
            ChannelFuture _ = ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static String httpDate() {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.ofInstant(CLOCK.instant(), ZoneOffset.UTC));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A reset connection or bytes that are no HTTP: nothing of ours is wrong.
        ChannelFuture _ = ctx.close();
    }
}
