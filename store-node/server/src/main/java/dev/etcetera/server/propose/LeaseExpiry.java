package dev.etcetera.server.propose;

import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.api.etcdserverpb.LeaseRevokeRequest;
import dev.etcetera.lease.Lessor;
import dev.etcetera.server.consensus.ApplyHousekeeping;
import dev.etcetera.server.consensus.RaftView;
import java.util.concurrent.TimeUnit;

/**
 * As leader, proposes the end of leases whose time is over. The member whose lessor counts is the leader that has applied
 * everything of older terms; a member that leads no longer stops counting. Owned by the apply thread.
 */
public final class LeaseExpiry implements ApplyHousekeeping {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Lessor lessor;
    private final Proposer proposer;
    private final RaftView raft;
    private final long extendMillis;
    private long nextNanos;
    /** The term in which this member's lessor began to count; what it finds is proposed in that term or not at all. */
    private long countingTerm;

    /** {@code extendMillis} is added to every lease by a new leader, for the time in which nobody could renew. */
    public LeaseExpiry(Lessor lessor, Proposer proposer, RaftView raft, long extendMillis) {
        this.extendMillis = extendMillis;
        this.lessor = lessor;
        this.proposer = proposer;
        this.raft = raft;
        this.nextNanos = System.nanoTime();
    }

    /** Everything of older terms has been applied: as leader, this member's lessor counts from now on. */
    public void termStarted(long term) {
        if (raft.isLeader()) {
            countingTerm = term;
            lessor.promote(extendMillis);
        }
    }

    @Override
    public void run(long nowNanos) {
        if (nowNanos - nextNanos < 0) {
            return;
        }
        nextNanos = nowNanos + INTERVAL_NANOS;
        if (!raft.isLeader()) {
            lessor.demote();
            return;
        }
        for (long id : lessor.tick(TimeUnit.NANOSECONDS.toMillis(nowNanos))) {
            revoke(id);
        }
    }

    @Override
    public long nextDueNanos(long nowNanos) {
        return Math.max(0, nextNanos - nowNanos);
    }

    private void revoke(long id) {
        // A leader that was paused does not know that it leads no longer, nor that the lease was renewed meanwhile.
        proposer.proposeAsLeader(
                countingTerm,
                InternalRaftRequest.newBuilder()
                        .setLeaseRevoke(LeaseRevokeRequest.newBuilder().setID(id)));
    }
}
