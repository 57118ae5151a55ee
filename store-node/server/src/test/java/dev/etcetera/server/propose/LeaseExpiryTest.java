package dev.etcetera.server.propose;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import dev.etcetera.lease.Lessor;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.server.consensus.ProposalSink;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose clock ends a lease. */
final class LeaseExpiryTest {
    private static final long LEASE = 7;

    private record Proposed(long term, long lease) {}

    @TempDir
    Path temp;

    private final List<Proposed> proposed = new ArrayList<>();
    private final FakeRaft raft = new FakeRaft();
    private long nowMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());

    @Test
    void endedLeaseIsRevokedInTheTermInWhichItsTimeWasCountedAndInNoOther() throws IOException {
        try (Backend backend = Backend.open(temp, BackendOptions.defaults())) {
            Lessor lessor = Lessor.open(backend, keys -> {}, 1, () -> nowMillis);
            LeaseExpiry expiry = new LeaseExpiry(lessor, proposer(), raft, 0);
            lessor.grant(LEASE, 2);
            expiry.termStarted(5);

            nowMillis += 1_000;
            run(expiry);
            assertThat(proposed).isEmpty();

            nowMillis += 1_500;
            run(expiry);
            assertThat(proposed).containsExactly(new Proposed(5, LEASE));
        }
    }

    @Test
    void whoDoesNotLeadEndsNoLease() throws IOException {
        try (Backend backend = Backend.open(temp, BackendOptions.defaults())) {
            Lessor lessor = Lessor.open(backend, keys -> {}, 1, () -> nowMillis);
            LeaseExpiry expiry = new LeaseExpiry(lessor, proposer(), raft, 0);
            lessor.grant(LEASE, 2);
            expiry.termStarted(5);
            raft.leader = 2;

            nowMillis += 5_000;
            run(expiry);

            assertThat(proposed).isEmpty();
        }
    }

    private void run(LeaseExpiry expiry) {
        expiry.run(TimeUnit.MILLISECONDS.toNanos(nowMillis));
    }

    private Proposer proposer() {
        ProposeLimits limits = ProposeLimits.of(Duration.ofSeconds(1), 1_000);
        ProposalSink sink = new ProposalSink() {
            @Override
            public boolean propose(Payload data) {
                throw new AssertionError("a lease's end may not be passed on to another leader");
            }

            @Override
            public void proposeAsLeader(long term, Payload data) {
                try {
                    InternalRaftRequest request = InternalRaftRequest.parseFrom(data.array());
                    proposed.add(new Proposed(term, request.getLeaseRevoke().getID()));
                } catch (InvalidProtocolBufferException damaged) {
                    throw new AssertionError(damaged);
                }
            }
        };
        return new Proposer(
                sink,
                raft,
                () -> 0,
                new PendingRequests(limits, raft, Connectivity.ALWAYS, new ProposeMetrics(new PrometheusRegistry())),
                new RequestIds(1, InstantSource.system()),
                limits);
    }
}
