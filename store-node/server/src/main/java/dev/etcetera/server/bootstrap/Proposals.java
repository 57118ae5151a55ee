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
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** How requests get into Raft and linearizable reads past it. */
record Proposals(RequestIds ids, PendingRequests pending, Proposer proposer, ReadIndexService reads) {
    private static final long SWEEP_MILLIS = 100;

    static Proposals create(Foundation foundation, SharedState shared, Connectivity connectivity) {
        ServerConfig config = foundation.config();
        PrometheusRegistry registry = foundation.metrics().registry();
        RequestIds ids = new RequestIds(shared.raft().memberId(), foundation.clock());
        ProposeLimits limits = ProposeLimits.of(
                Duration.ofMillis(config.ticks().electionMillis()),
                config.limits().maxRequestBytes());
        PendingRequests pending =
                new PendingRequests(limits, shared.raft(), connectivity, new ProposeMetrics(registry));
        Proposer proposer = new Proposer(shared.inbox(), shared.raft(), shared.applied(), pending, ids, limits);
        ReadIndexService reads = new ReadIndexService(
                shared.inbox(), ids::next, shared.applied(), limits.requestTimeout(), new ReadMetrics(registry));
        ScheduledFuture<?> _ = foundation
                .timers()
                .scheduleWithFixedDelay(
                        () -> pending.sweep(System.nanoTime()), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        return new Proposals(ids, pending, proposer, reads);
    }
}
