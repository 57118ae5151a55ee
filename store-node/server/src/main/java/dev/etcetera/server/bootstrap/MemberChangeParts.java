package dev.etcetera.server.bootstrap;

import dev.etcetera.server.config.ServerConfig;
import dev.etcetera.server.propose.ConfChangeProposer;
import dev.etcetera.server.rpc.PromotionMetrics;
import dev.etcetera.server.rpc.RpcParts;
import dev.etcetera.server.transport.PromotionForwarder;

/** What the services need to change the membership. */
record MemberChangeParts(Foundation foundation, Consensus.Driven driven, Peers peers) {
    RpcParts.Changes make() {
        ServerConfig config = foundation.config();
        SharedState shared = driven.shared();
        Proposals proposals = driven.proposals();
        return new RpcParts.Changes(
                new ConfChangeProposer(shared.inbox(), proposals.pending(), proposals.ids(), foundation.timers()),
                new PromotionForwarder(peers.client()),
                shared.inbox(),
                driven.transport()::activeSince,
                config.cluster().strictReconfigCheck(),
                config.requestTimeout(),
                new PromotionMetrics(foundation.metrics().registry()),
                foundation.clock(),
                foundation.log().named("etcdserver/server"));
    }
}
