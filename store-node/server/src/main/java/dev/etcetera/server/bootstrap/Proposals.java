package dev.etcetera.server.bootstrap;

import dev.etcetera.server.config.ServerConfig;
import dev.etcetera.server.propose.Connectivity;
import dev.etcetera.server.propose.PendingRequests;
import dev.etcetera.server.propose.ProposeLimits;
import dev.etcetera.server.propose.ProposeMetrics;
import dev.etcetera.server.propose.Proposer;
import dev.etcetera.server.propose.RequestIds;
import dev.etcetera.server.read.ReadIndexService;
import dev.etcetera.server.read.ReadMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.InstantSource;

/** How requests get into Raft and linearizable reads past it. */
record Proposals(RequestIds ids, PendingRequests pending, Proposer proposer, ReadIndexService reads) {
    static Proposals create(
            ServerConfig config,
            SharedState shared,
            Connectivity connectivity,
            PrometheusRegistry registry,
            InstantSource clock) {
        RequestIds ids = new RequestIds(shared.raft().memberId(), clock);
        ProposeLimits limits = ProposeLimits.of(
                Duration.ofMillis(config.ticks().electionMillis()),
                config.limits().maxRequestBytes());
        PendingRequests pending =
                new PendingRequests(limits, shared.raft(), connectivity, new ProposeMetrics(registry));
        Proposer proposer = new Proposer(shared.inbox(), shared.raft(), shared.applied(), pending, ids, limits);
        ReadIndexService reads = new ReadIndexService(
                shared.inbox(), ids::next, shared.applied(), limits.requestTimeout(), new ReadMetrics(registry));
        return new Proposals(ids, pending, proposer, reads);
    }
}
