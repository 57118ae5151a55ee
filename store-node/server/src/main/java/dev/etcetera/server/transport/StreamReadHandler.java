package dev.etcetera.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import java.nio.charset.StandardCharsets;

/** One connection of a {@link StreamReader}: sends the request, reads the endless answer. Owned by its event loop. */
final class StreamReadHandler extends SimpleChannelInboundHandler<HttpObject> {
    private static final int MAX_ERROR_BYTES = 4096;

    private final StreamReader reader;
    private final int attempt;
    private final String url;
    private final StreamDecoder decoder;

    private int status;
    private String remoteCluster = "";
    private ByteBuf rest = Unpooled.EMPTY_BUFFER;

    StreamReadHandler(StreamReader reader, int attempt, String url) {
        this.reader = reader;
        this.attempt = attempt;
        this.url = url;
        PeerLink link = reader.link();
        this.decoder = reader.kind().newDecoder(link.self().memberId(), link.peerId());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        PeerLink link = reader.link();
        String path =
                "/raft/stream/" + reader.kind().pathName() + "/" + link.self().memberHex();
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path, Unpooled.EMPTY_BUFFER);
        request.headers()
                .set(HttpHeaderNames.HOST, PeerAddress.of(url).authority())
                .set(PeerHeaders.RAFT_TO, link.peerHex());
        PeerHeaders.identify(request.headers(), link.self());
        Connections.send(ctx, request);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (message instanceof HttpResponse response) {
            status = response.status().code();
            remoteCluster = response.headers().get(PeerHeaders.CLUSTER_ID, "");
            if (status == 200) {
                reader.established(attempt);
            }
        }
        if (message instanceof HttpContent content) {
            reader.link().metrics().received(content.content().readableBytes());
            keep(ctx, content.content());
            if (status == 200) {
                decoder.decode(rest, reader::received);
                dropIfRead();
            }
            if (message instanceof LastHttpContent || (status != 200 && rest.readableBytes() > MAX_ERROR_BYTES)) {
                ended(ctx);
            }
        }
    }

    private void keep(ChannelHandlerContext ctx, ByteBuf fresh) {
        if (fresh.isReadable()) {
            rest = rest.isReadable()
                    ? ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), rest, fresh.retain())
                    : fresh.retain();
        }
    }

    private void dropIfRead() {
        if (!rest.isReadable()) {
            rest.release();
            rest = Unpooled.EMPTY_BUFFER;
        }
    }

    private void ended(ChannelHandlerContext ctx) {
        String text = rest.toString(StandardCharsets.UTF_8).stripTrailing();
        PeerLink link = reader.link();
        switch (status) {
            case 200 -> reader.failed(attempt, url, "EOF");
            case 404 ->
                reader.failed(
                        attempt,
                        url,
                        "peer " + link.peerHex() + " failed to find local node "
                                + link.self().memberHex());
            case 410 -> {
                reader.failed(attempt, url, StreamReader.REMOVED);
                link.events().removedFromCluster(StreamReader.REMOVED);
            }
            case 412 -> reader.refused(attempt, url, text, remoteCluster);
            default -> reader.failed(attempt, url, "unhandled http status " + status);
        }
        Connections.close(ctx);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent) {
            reader.failed(attempt, url, "i/o timeout");
            Connections.close(ctx);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        reader.failed(attempt, url, PeerHttpClient.reason(cause));
        Connections.close(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        reader.failed(attempt, url, "EOF");
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        rest.release();
        rest = Unpooled.EMPTY_BUFFER;
    }
}
