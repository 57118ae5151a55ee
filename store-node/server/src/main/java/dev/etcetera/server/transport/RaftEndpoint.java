package dev.etcetera.server.transport;

import dev.etcetera.raft.protocol.Message;
import dev.etcetera.server.cluster.Membership;
import dev.etcetera.server.log.ZapLog;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.List;
import java.util.Optional;

/** The raft part of the peer port: single messages, and the streams that other members dial. Any thread. */
final class RaftEndpoint {
    private final PeerRoutes routes;
    private final ZapLog log;

    RaftEndpoint(PeerRoutes routes, ZapLog log) {
        this.routes = routes;
        this.log = log;
    }

    /** POST /raft. */
    void message(PeerExchange exchange) {
        if (!exchange.allows("POST") || refused(exchange)) {
            return;
        }
        Message message;
        try {
            message = MessageCodec.decode(exchange.body(), exchange.body().readableBytes());
        } catch (MalformedMessageException e) {
            log.warn("failed to unmarshal Raft message", "local-member-id", self().memberHex(), "error", e);
            exchange.error(400, "error unmarshalling raft message");
            return;
        }
        if (membership().isRemoved(message.from())) {
            forbidRemoved(exchange, message.from());
        } else if (message.to() != self().memberId()) {
            rejectMismatch(exchange, message.to());
        } else {
            meet(exchange, message.from());
            routes.events().step(message);
            exchange.noContent();
        }
    }

    /** GET /raft/stream/KIND/FROM. */
    void stream(PeerExchange exchange, String kindAndFrom) {
        if (!exchange.allows("GET")) {
            return;
        }
        exchange.with(PeerHeaders.SERVER_VERSION, PeerHeaders.VERSION);
        if (refused(exchange)) {
            return;
        }
        int slash = kindAndFrom.indexOf('/');
        Optional<StreamKind> kind = slash < 0 ? Optional.empty() : StreamKind.named(kindAndFrom.substring(0, slash));
        Optional<Long> from = parseId(kindAndFrom.substring(slash + 1));
        if (kind.isEmpty()) {
            exchange.error(404, "invalid path");
        } else if (from.isEmpty()) {
            exchange.error(404, "invalid from");
        } else if (membership().isRemoved(from.get())) {
            log.warn("rejected stream from remote peer because it was removed", fields(from.get()));
            exchange.error(410, "removed member");
        } else {
            stream(exchange, kind.get(), from.get());
        }
    }

    private void stream(PeerExchange exchange, StreamKind kind, long from) {
        meet(exchange, from);
        Optional<RemotePeer> peer = routes.transport().find(from);
        if (peer.isEmpty()) {
            log.warn("failed to find remote peer in cluster", fields(from));
            exchange.error(404, "error sender not found");
        } else if (!self().memberHex().equals(exchange.headers().get(PeerHeaders.RAFT_TO))) {
            log.warn("ignored streaming request; ID mismatch", fields(from));
            exchange.error(412, "to field mismatch");
        } else {
            answerWithStream(exchange);
            peer.get().attach(kind, exchange.channel());
        }
    }

    /**
     * A member of this cluster that our log does not know of yet, as it joined while this one was away or is itself about to
     * join: it says where it can be answered.
     */
    private void meet(PeerExchange exchange, long from) {
        String urls = exchange.headers().get(PeerHeaders.PEER_URLS, "");
        if (!urls.isEmpty() && routes.transport().find(from).isEmpty()) {
            routes.transport().addPeer(from, List.of(urls.split(",")));
        }
    }

    /** Sends the head of an endless answer and takes HTTP away: what follows are chunks that the stream itself writes. */
    private static void answerWithStream(PeerExchange exchange) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers().add(exchange.extraHeaders()).set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        Connections.send(exchange.channel(), head);
        ChannelPipeline pipeline = exchange.channel().pipeline();
        pipeline.remove(IdleStateHandler.class);
        pipeline.remove(HttpServerCodec.class);
        pipeline.remove(PeerRequestHandler.class);
    }

    /** Whether the sender is none that we talk to; then it has been told. */
    boolean refused(PeerExchange exchange) {
        exchange.with(PeerHeaders.CLUSTER_ID, self().clusterHex());
        Optional<String> reason = PeerHeaders.refusal(exchange.headers(), self());
        reason.ifPresent(text -> {
            log.warn(
                    text.equals(PeerHeaders.CLUSTER_ID_MISMATCH)
                            ? "request cluster ID mismatch"
                            : "failed version compatibility check",
                    "local-member-id",
                    self().memberHex(),
                    "local-member-cluster-id",
                    self().clusterHex(),
                    "remote-peer-server-name",
                    exchange.headers().get(PeerHeaders.SERVER_FROM, ""),
                    "remote-peer-server-version",
                    exchange.headers().get(PeerHeaders.SERVER_VERSION, ""),
                    "remote-peer-cluster-id",
                    exchange.headers().get(PeerHeaders.CLUSTER_ID, ""));
            exchange.error(412, text);
        });
        return reason.isPresent();
    }

    private void forbidRemoved(PeerExchange exchange, long from) {
        log.warn(
                "rejected Raft message from removed member",
                "local-member-id",
                self().memberHex(),
                "removed-member-id",
                Long.toHexString(from));
        exchange.answer(
                403,
                "application/json",
                "{\"message\":\"cannot process message from removed member\"}"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /**
     * The receiver's address belongs to this member now. Not 403: its sender, whether Go or ours, would take that as having
     * been removed itself and stop.
     */
    private void rejectMismatch(PeerExchange exchange, long to) {
        log.warn(
                "rejected Raft message to mismatch member",
                "local-member-id",
                self().memberHex(),
                "mismatch-member-id",
                Long.toHexString(to));
        exchange.error(500, "error processing raft message");
    }

    private PeerIdentity self() {
        return routes.self();
    }

    private Membership membership() {
        return routes.membership().get();
    }

    private Object[] fields(long from) {
        return new Object[] {
            "local-member-id",
            self().memberHex(),
            "remote-peer-id-from",
            Long.toHexString(from),
            "cluster-id",
            self().clusterHex()
        };
    }

    private static Optional<Long> parseId(String hex) {
        try {
            return Optional.of(Long.parseUnsignedLong(hex, 16));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
