package dev.etcetera.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** One request on the peer port and its answer, which any thread may give, once. The body is valid until dispatch returns. */
final class PeerExchange {
    private final Channel channel;
    private final HttpRequest request;
    private final ByteBuf body;
    private final HttpHeaders extra = new DefaultHttpHeaders();
    private boolean closing;

    PeerExchange(Channel channel, HttpRequest request, ByteBuf body) {
        this.channel = channel;
        this.request = request;
        this.body = body;
    }

    Channel channel() {
        return channel;
    }

    String path() {
        return path(request);
    }

    static String path(HttpRequest request) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    HttpHeaders headers() {
        return request.headers();
    }

    ByteBuf body() {
        return body;
    }

    /** Adds a header to the answer to come. */
    PeerExchange with(CharSequence name, String value) {
        extra.set(name, value);
        return this;
    }

    /** Ends the connection with the answer: what is left of the request is not worth reading. */
    PeerExchange closing() {
        closing = true;
        return this;
    }

    HttpHeaders extraHeaders() {
        return extra;
    }

    /** False, and answered, when the method is another one. */
    boolean allows(String method) {
        if (request.method().name().equals(method)) {
            return true;
        }
        with(HttpHeaderNames.ALLOW, method).error(405, "Method Not Allowed");
        return false;
    }

    void noContent() {
        answer(204, "", new byte[0]);
    }

    void json(String document) {
        answer(200, "application/json", document.getBytes(StandardCharsets.UTF_8));
    }

    void protobuf(byte[] message) {
        answer(200, "application/protobuf", message);
    }

    void text(String contentType, String text) {
        answer(200, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    /** An error as Go's http.Error gives it: the text and a line end. */
    void error(int status, String text) {
        with("X-Content-Type-Options", "nosniff");
        answer(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** What etcd says of an error that is none of the asker's business. */
    void internalError() {
        answer(500, "application/json", "{\"message\":\"Internal Server Error\"}".getBytes(StandardCharsets.UTF_8));
    }

    void answer(int status, String contentType, byte[] content) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(content));
        response.headers().add(extra);
        if (status != 204) {
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, contentType)
                    .set(HttpHeaderNames.CONTENT_LENGTH, content.length);
        }
        boolean keep = !closing && HttpUtil.isKeepAlive(request) && status < 500 && status != 413;
        if (!keep) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        channel.eventLoop().execute(() -> {
            channel.pipeline().fireUserEventTriggered(PeerRequestHandler.ANSWERED);
            var written = channel.writeAndFlush(response);
            if (!keep) {
                written.addListener(ChannelFutureListener.CLOSE);
            }
        });
    }
}
