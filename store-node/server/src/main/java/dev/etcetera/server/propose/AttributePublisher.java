package dev.etcetera.server.propose;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.api.membershippb.Attributes;
import dev.etcetera.api.membershippb.ClusterMemberAttrSetRequest;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.consensus.RaftView;
import dev.etcetera.server.log.ZapLog;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells the cluster this member's name and client URLs, through Raft, and tries until it is told. A member that has
 * published itself has a leader and has applied everything of older terms: it is ready.
 */
public final class AttributePublisher {
    private static final long POLL_MILLIS = 5;
    /** A proposal may be lost on its way to a leader that has just changed; saying it twice does no harm. */
    private static final long AGAIN_MILLIS = 1_000;

    private final Proposer proposer;
    private final RaftView raft;
    private final Member self;
    private final Surroundings surroundings;
    private final AtomicBoolean done = new AtomicBoolean();

    /** Where it waits, what it tells, and what it runs once it is done. */
    public record Surroundings(ScheduledExecutorService timers, ZapLog log, Runnable published) {}

    public AttributePublisher(Proposer proposer, RaftView raft, Member self, Surroundings surroundings) {
        this.proposer = proposer;
        this.raft = raft;
        this.self = self;
        this.surroundings = surroundings;
    }

    /** Begins; {@code published} is run once, on the apply thread. */
    public void start() {
        if (done.get()) {
            return;
        }
        boolean leaderless = raft.leaderId() == 0;
        if (!leaderless) {
            proposer.propose(request(), new Answer());
        }
        ScheduledFuture<?> _ = surroundings
                .timers()
                .schedule(this::start, leaderless ? POLL_MILLIS : AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    private InternalRaftRequest.Builder request() {
        return InternalRaftRequest.newBuilder()
                .setClusterMemberAttrSet(ClusterMemberAttrSetRequest.newBuilder()
                        .setMemberID(self.id())
                        .setMemberAttributes(
                                Attributes.newBuilder().setName(self.name()).addAllClientUrls(self.clientUrls())));
    }

    private final class Answer implements ProposalCallback {
        @Override
        public void applied(ApplyResult result) {
            if (done.compareAndSet(false, true)) {
                surroundings
                        .log()
                        .info(
                                "published local member to cluster through raft",
                                "local-member-id",
                                Long.toHexString(self.id()),
                                "local-member-attributes",
                                "{Name:" + self.name() + " ClientURLs:" + self.clientUrls() + "}");
                surroundings.published().run();
            }
        }

        @Override
        public void failed(EtcdError error) {
            if (!done.get()) {
                surroundings
                        .log()
                        .warn("failed to publish local member to cluster through raft", "error", error.message());
            }
        }
    }
}
