package dev.etcetera.server.transport;

import dev.etcetera.server.cluster.MemberJson;
import java.time.InstantSource;
import java.util.Optional;

/** Finds who answers a request on the peer port. Any thread. */
final class PeerRouter {
    static final String RAFT = "/raft";
    static final String SNAPSHOT = "/raft/snapshot";

    private static final String STREAM_PREFIX = "/raft/stream/";

    private final PeerRoutes routes;
    private final RaftEndpoint raft;
    private final StoreEndpoint store;
    private final SnapshotReceiver snapshots;
    private final InstantSource clock = InstantSource.system();

    PeerRouter(PeerRoutes routes, RaftEndpoint raft, SnapshotReceiver snapshots) {
        this.routes = routes;
        this.raft = raft;
        this.snapshots = snapshots;
        this.store = new StoreEndpoint(routes);
    }

    void route(PeerExchange exchange) {
        String path = exchange.path();
        switch (path) {
            case RAFT -> raft.message(exchange);
            case Prober.PATH -> exchange.text("text/plain; charset=utf-8", Prober.answer(clock.instant()));
            case "/members" -> members(exchange);
            case "/version" -> version(exchange);
            case "/downgrade/enabled" -> downgradeEnabled(exchange);
            case LeaseForwarder.RENEW -> store.renew(exchange);
            case LeaseForwarder.LOOK_UP -> store.timeToLive(exchange);
            case "/members/hashkv" -> store.hashKv(exchange);
            default -> {
                if (path.startsWith(PromotionCodec.PATH)) {
                    promote(exchange, path.substring(PromotionCodec.PATH.length()));
                } else if (path.startsWith(STREAM_PREFIX)) {
                    raft.stream(exchange, path.substring(STREAM_PREFIX.length()));
                } else {
                    exchange.error(404, "404 page not found");
                }
            }
        }
    }

    /** The body of a snapshot is read as it comes: returns where it goes. */
    RequestBody snapshot(PeerExchange exchange) {
        RequestBody body = new RequestBody(exchange.channel());
        if (!exchange.allows("POST") || raft.refused(exchange)) {
            snapshots.refused();
            body.close();
        } else {
            snapshots.receive(exchange, body);
        }
        return body;
    }

    private void members(PeerExchange exchange) {
        if (exchange.allows("GET")) {
            exchange.with(PeerHeaders.CLUSTER_ID, routes.self().clusterHex())
                    .json(MemberJson.encodeAll(
                                    routes.membership().get().members().values()) + "\n");
        }
    }

    /** Asked by members that join: those of the next older release may, while a downgrade is under way. */
    private void downgradeEnabled(PeerExchange exchange) {
        if (!exchange.allows("GET")) {
            return;
        }
        exchange.with(PeerHeaders.CLUSTER_ID, routes.self().clusterHex());
        routes.store().downgrade().ask(known -> {
            switch (known) {
                case DowngradeState.Known.State(boolean enabled) ->
                    exchange.text("text/plain", Boolean.toString(enabled));
                case DowngradeState.Known.Failed(String message) -> exchange.error(500, message);
            }
        });
    }

    private void promote(PeerExchange exchange, String idText) {
        if (!exchange.allows("POST")) {
            return;
        }
        exchange.with(PeerHeaders.CLUSTER_ID, routes.self().clusterHex());
        Optional<Long> id = PromotionCodec.memberId(idText);
        if (id.isEmpty()) {
            exchange.error(404, "member " + idText + " not found in cluster");
        } else {
            routes.store().promotion().promote(id.get(), answer -> PromotionCodec.answer(answer, exchange));
        }
    }

    private void version(PeerExchange exchange) {
        if (exchange.allows("GET")) {
            exchange.json(routes.versionJson().get());
        }
    }
}
