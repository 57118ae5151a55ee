package dev.etcetera.server.bootstrap;

import dev.etcetera.mvcc.WatchableStore;
import dev.etcetera.server.config.BuildInfo;
import dev.etcetera.server.config.LimitConfig;
import dev.etcetera.server.config.ServerConfig;
import dev.etcetera.server.http.ClientListener;
import dev.etcetera.server.http.EventLoops;
import dev.etcetera.server.http.HttpRoute;
import dev.etcetera.server.http.HttpRoutes;
import dev.etcetera.server.propose.NoSpaceAlarm;
import dev.etcetera.server.rpc.RpcParts;
import dev.etcetera.server.rpc.RpcServices;
import dev.etcetera.server.transport.LeaseForwarder;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** What clients talk to: the event loops, the gRPC services, the HTTP routes and the watches behind them. */
record Services(EventLoops loops, RpcServices rpc, WatchableStore watches, ClientListener.Surface surface) {
    static Services create(Foundation foundation, Consensus.Driven driven, Peers peers) {
        EventLoops loops = EventLoops.start(Runtime.getRuntime().availableProcessors());
        WatchableStore watches = WatchableStore.start(driven.storage().store());
        Versions versions = new Versions(driven.storage().cluster());
        RpcServices rpc = RpcServices.create(new RpcParts(
                stores(driven, watches),
                self(driven, peers, versions),
                flow(driven),
                new MemberChangeParts(foundation, driven, peers).make(),
                new RpcParts.Threads(
                        loops.group(),
                        foundation.timers(),
                        new SplittableRandom(),
                        foundation.metrics().registry(),
                        foundation.failpoints()),
                settings(foundation.config())));
        return new Services(loops, rpc, watches, surface(foundation, driven, rpc, versions));
    }

    private static RpcParts.Stores stores(Consensus.Driven driven, WatchableStore watches) {
        MemberStorage storage = driven.storage();
        return new RpcParts.Stores(
                storage.backend(),
                storage.store(),
                watches,
                storage.lessor(),
                storage.alarms(),
                driven.applyParts().quota());
    }

    private static RpcParts.Self self(Consensus.Driven driven, Peers peers, Versions versions) {
        return new RpcParts.Self(
                driven.storage().cluster(),
                driven.shared().raft(),
                driven.applyParts().headers(),
                target -> driven.shared().inbox().execute(raft -> raft.transferLeader(target)),
                new LeaseForwarder(peers.client()),
                versions::storage);
    }

    private static RpcParts.Flow flow(Consensus.Driven driven) {
        Proposals proposals = driven.proposals();
        return new RpcParts.Flow(
                proposals.proposer(),
                proposals.reads(),
                new NoSpaceAlarm(proposals.proposer(), driven.shared().raft().memberId()),
                driven.shared().applied());
    }

    private static RpcParts.Settings settings(ServerConfig config) {
        LimitConfig limits = config.limits();
        return new RpcParts.Settings(
                BuildInfo.ETCD_VERSION,
                limits.maxTxnOps(),
                limits.maxRequestBytes(),
                limits.maxReceiveBytes(),
                config.requestTimeout(),
                Duration.ofMillis(config.ticks().electionMillis()),
                limits.watchProgressNotifyInterval(),
                config.observability().extensiveMetrics());
    }

    private static ClientListener.Surface surface(
            Foundation foundation, Consensus.Driven driven, RpcServices rpc, Versions versions) {
        MemberStorage storage = driven.storage();
        MemberHealth health = new MemberHealth(
                driven.shared().raft(),
                storage.cluster(),
                storage.alarms(),
                storage.store(),
                driven.proposals().reads());
        List<HttpRoute> observability = HttpRoutes.observability(
                health, foundation.metrics(), foundation.log().named("etcdhttp/health"));
        return new ClientListener.Surface(
                rpc.services(),
                List.of(rpc.tracer()),
                HttpRoutes.client(observability, versions::json, () -> "{}"),
                observability);
    }
}
