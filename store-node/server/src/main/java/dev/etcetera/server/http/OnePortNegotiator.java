package dev.etcetera.server.http;

import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.util.AsciiString;

/** Lets HTTP/1.1 into a port of gRPC, and both in over TLS where the address says so. */
final class OnePortNegotiator implements InternalProtocolNegotiator.ProtocolNegotiator {
    private static final AsciiString SCHEME = AsciiString.cached("http");

    private final HttpPipeline http;
    private final ChannelGroup grpcConnections;
    private final Entrances entrances;

    /** {@code grpcConnections} takes every connection that turns out to speak gRPC. */
    OnePortNegotiator(HttpPipeline http, ChannelGroup grpcConnections, Entrances entrances) {
        this.http = http;
        this.entrances = entrances;
        this.grpcConnections = grpcConnections;
    }

    @Override
    public AsciiString scheme() {
        return SCHEME;
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpcHandler) {
        return new FirstBytesDetector(grpcHandler, http, grpcConnections, entrances);
    }

    @Override
    public void close() {}
}
