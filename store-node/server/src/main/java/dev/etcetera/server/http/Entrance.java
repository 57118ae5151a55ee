package dev.etcetera.server.http;

import dev.etcetera.server.tls.TlsServer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One address clients connect to, without TLS, with it, or either way, which a connection's first byte decides, as with etcd.
 *
 * @param tls there unless no URL of the address is secure
 * @param protocols that are agreed on by ALPN, the dearest first
 */
record Entrance(InetSocketAddress address, boolean plain, Optional<TlsServer> tls, List<String> protocols) {
    /**
     * HTTP/2 only to whom speaks nothing else: that is gRPC. Whoever speaks HTTP/1.1 as well wants HTTP, as curl and Prometheus
     * do, and gets that version of it.
     */
    static final List<String> GRPC_AND_HTTP = List.of("http/1.1", "h2");

    static final List<String> HTTP = List.of("http/1.1");

    private static final int TLS_HANDSHAKE_RECORD = 0x16;

    Entrance {
        protocols = List.copyOf(protocols);
    }

    /** The addresses of these URLs; {@code tls} must be there when one is secure. */
    static List<Entrance> of(List<URI> urls, Optional<TlsServer> tls, List<String> protocols) {
        Map<String, List<URI>> byAddress = new LinkedHashMap<>();
        urls.forEach(url -> byAddress
                .computeIfAbsent(url.getRawAuthority(), _ -> new ArrayList<>())
                .add(url));
        return byAddress.values().stream()
                .map(same -> {
                    boolean secure =
                            same.stream().anyMatch(url -> url.getScheme().equals("https"));
                    boolean plain =
                            same.stream().anyMatch(url -> url.getScheme().equals("http"));
                    return new Entrance(
                            address(same.getFirst()),
                            plain,
                            secure ? Optional.of(tls.orElseThrow()) : Optional.empty(),
                            protocols);
                })
                .toList();
    }

    private static InetSocketAddress address(URI url) {
        String host = url.getHost();
        return new InetSocketAddress(host == null || host.isEmpty() ? "0.0.0.0" : host, url.getPort());
    }

    /** Puts what TLS needs before this handler. */
    void secureBefore(ChannelHandlerContext ctx) {
        if (tls.isPresent()) {
            if (plain) {
                ctx.pipeline().addBefore(ctx.name(), null, new FirstByte(tls.get(), ctx));
            } else {
                tls.get().secureBefore(ctx, protocols);
            }
        }
    }

    private final class FirstByte extends ByteToMessageDecoder {
        private final TlsServer server;
        private final ChannelHandlerContext next;

        FirstByte(TlsServer server, ChannelHandlerContext next) {
            this.server = server;
            this.next = next;
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            if (in.getByte(in.readerIndex()) == TLS_HANDSHAKE_RECORD) {
                server.secureBefore(next, protocols);
            }
            ctx.pipeline().remove(this);
        }
    }
}
