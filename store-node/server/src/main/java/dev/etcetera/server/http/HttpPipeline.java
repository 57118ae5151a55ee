package dev.etcetera.server.http;

import io.netty.channel.ChannelHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.List;

/** Handlers of an HTTP/1.1 connection with bounds on line, headers and body, and the group of all such connections. */
record HttpPipeline(List<HttpRoute> routes, BrowserRules rules, int maxBodyBytes, ChannelGroup connections) {
    private static final int MAX_LINE_BYTES = 8 * 1024;
    private static final int MAX_HEADER_BYTES = 64 * 1024;
    private static final int CHUNK_BYTES = 8 * 1024;

    HttpPipeline {
        routes = List.copyOf(routes);
    }

    /** Fresh handlers in the order in which bytes pass them. */
    List<ChannelHandler> handlers() {
        return List.of(
                new RequestHeadTimeout(),
                new HttpServerCodec(MAX_LINE_BYTES, MAX_HEADER_BYTES, CHUNK_BYTES),
                new HttpObjectAggregator(maxBodyBytes, true),
                new HttpRequestHandler(routes, rules));
    }
}
