package dev.etcetera.server.http;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiators;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import java.util.List;

/**
 * Decides on the first three bytes of a connection: {@code PRI} opens HTTP/2 and goes to gRPC, all else is HTTP/1.1. The
 * HTTP handlers go right behind this one, before grpc's write-buffering handler, which would keep their answers back.
 */
final class FirstBytesDetector extends ByteToMessageDecoder {
    private static final int PREFIX = 3;

    private final GrpcHttp2ConnectionHandler grpc;
    private final HttpPipeline http;
    private final ChannelGroup grpcConnections;
    private final Entrances entrances;

    FirstBytesDetector(
            GrpcHttp2ConnectionHandler grpc, HttpPipeline http, ChannelGroup grpcConnections, Entrances entrances) {
        this.grpc = grpc;
        this.http = http;
        this.grpcConnections = grpcConnections;
        this.entrances = entrances;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        entrances.of(ctx.channel()).secureBefore(ctx);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < PREFIX) {
            return;
        }
        int at = in.readerIndex();
        boolean http2 = in.getByte(at) == 'P' && in.getByte(at + 1) == 'R' && in.getByte(at + 2) == 'I';
        ChannelPipeline pipeline = ctx.pipeline();
        if (http2) {
            grpcConnections.add(ctx.channel());
            pipeline.addAfter(ctx.name(), null, InternalProtocolNegotiators.grpcNegotiationHandler(grpc));
            ctx.fireUserEventTriggered(InternalProtocolNegotiationEvent.withAttributes(
                    InternalProtocolNegotiationEvent.getDefault(), connection(ctx)));
        } else {
            http.connections().add(ctx.channel());
            String before = ctx.name();
            for (ChannelHandler handler : http.handlers()) {
                pipeline.addAfter(before, null, handler);
                before = pipeline.context(handler).name();
            }
        }
        pipeline.remove(this);
    }

    private static Attributes connection(ChannelHandlerContext ctx) {
        Attributes.Builder attributes = Attributes.newBuilder()
                .set(Grpc.TRANSPORT_ATTR_LOCAL_ADDR, ctx.channel().localAddress())
                .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, ctx.channel().remoteAddress());
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (tls != null) {
            attributes.set(Grpc.TRANSPORT_ATTR_SSL_SESSION, tls.engine().getSession());
        }
        return attributes.build();
    }
}
