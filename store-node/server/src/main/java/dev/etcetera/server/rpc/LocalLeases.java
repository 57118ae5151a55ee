package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.LeaseTimeToLiveResponse;
import dev.etcetera.api.etcdserverpb.ResponseHeader;
import dev.etcetera.lease.LeaseView;
import dev.etcetera.lease.Lessor;
import dev.etcetera.lease.RenewOutcome;
import dev.etcetera.server.consensus.RaftView;
import dev.etcetera.server.transport.LeaseForwarding;
import dev.etcetera.server.transport.LeaseLookup;
import dev.etcetera.server.transport.LeaseRenewal;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Renews and looks up leases of this member as leader, for its own clients and those of other members. Any thread. */
final class LocalLeases implements LeaseForwarding {
    /** etcd's words for a member that is asked as leader and is none. */
    static final String NOT_PRIMARY = "not a primary lessor";

    private static final long RETRY_EXPIRED_MILLIS = 50;

    private final Lessor lessor;
    private final RaftView raft;
    private final AppliedWait applied;
    private final Leadership leadership;
    private final ScheduledExecutorService timers;

    LocalLeases(
            Lessor lessor, RaftView raft, AppliedWait applied, Leadership leadership, ScheduledExecutorService timers) {
        this.lessor = lessor;
        this.raft = raft;
        this.applied = applied;
        this.leadership = leadership;
        this.timers = timers;
    }

    @Override
    public void renew(long leaseId, Consumer<LeaseRenewal> done) {
        if (!raft.isLeader()) {
            done.accept(new LeaseRenewal.Failed(NOT_PRIMARY));
        } else if (!leadership.isFresh()) {
            // Perhaps this process stood still while another member was elected.
            leadership.confirm(isLeader -> {
                if (isLeader) {
                    renewAsLeader(leaseId, done);
                } else {
                    done.accept(new LeaseRenewal.Failed(NOT_PRIMARY));
                }
            });
        } else {
            renewAsLeader(leaseId, done);
        }
    }

    @Override
    public void timeToLive(long leaseId, boolean keys, Consumer<LeaseLookup> done) {
        if (!raft.isLeader()) {
            done.accept(new LeaseLookup.Failed(NOT_PRIMARY));
            return;
        }
        applied.untilCommitted(
                () -> {
                    Optional<LeaseView> lease = lessor.lookup(leaseId);
                    if (lease.isEmpty()) {
                        done.accept(new LeaseLookup.NotFound());
                    } else if (lessor.isPrimary()) {
                        done.accept(new LeaseLookup.Found(describe(lease.get(), keys)));
                    } else {
                        done.accept(new LeaseLookup.Failed(EtcdError.LEADER_CHANGED.message()));
                    }
                },
                () -> done.accept(new LeaseLookup.TimedOut()));
    }

    private void renewAsLeader(long leaseId, Consumer<LeaseRenewal> done) {
        switch (lessor.renew(leaseId)) {
            case RenewOutcome.NotFound() ->
                // Its grant may be on the way through the log.
                applied.untilCommitted(() -> renewKnown(leaseId, done), () -> done.accept(new LeaseRenewal.TimedOut()));
            case RenewOutcome outcome -> answer(outcome, leaseId, done);
        }
    }

    private void renewKnown(long leaseId, Consumer<LeaseRenewal> done) {
        answer(lessor.renew(leaseId), leaseId, done);
    }

    private void answer(RenewOutcome outcome, long leaseId, Consumer<LeaseRenewal> done) {
        switch (outcome) {
            case RenewOutcome.Renewed(long ttlSeconds) -> done.accept(new LeaseRenewal.Renewed(ttlSeconds));
            case RenewOutcome.NotFound() -> done.accept(new LeaseRenewal.NotFound());
            case RenewOutcome.NotPrimary() -> done.accept(new LeaseRenewal.Failed(NOT_PRIMARY));
            case RenewOutcome.Expired() -> {
                ScheduledFuture<?> _ =
                        timers.schedule(() -> renewKnown(leaseId, done), RETRY_EXPIRED_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private LeaseTimeToLiveResponse describe(LeaseView lease, boolean keys) {
        LeaseTimeToLiveResponse.Builder response = LeaseTimeToLiveResponse.newBuilder()
                .setHeader(ResponseHeader.getDefaultInstance())
                .setID(lease.id())
                .setTTL(lease.remainingSeconds())
                .setGrantedTTL(lease.ttlSeconds());
        if (keys) {
            response.addAllKeys(lessor.keys(lease.id()));
        }
        return response.build();
    }
}
