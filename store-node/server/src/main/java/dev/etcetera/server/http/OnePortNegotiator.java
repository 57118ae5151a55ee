package dev.etcetera.server.http;

import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiator;
import io.netty.channel.ChannelHandler;
import io.netty.util.AsciiString;

/** Lets HTTP/1.1 into a port of gRPC. */
final class OnePortNegotiator implements InternalProtocolNegotiator.ProtocolNegotiator {
    private static final AsciiString SCHEME = AsciiString.cached("http");

    private final HttpPipeline http;

    OnePortNegotiator(HttpPipeline http) {
        this.http = http;
    }

    @Override
    public AsciiString scheme() {
        return SCHEME;
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpcHandler) {
        return new FirstBytesDetector(grpcHandler, http);
    }

    @Override
    public void close() {}
}
