package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.consensus.RaftView;
import dev.etcetera.server.transport.LeaseForwarder;
import dev.etcetera.server.transport.LeaseLookup;
import dev.etcetera.server.transport.LeaseRenewal;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Renews and looks up leases at the leader: here when this member leads, otherwise over the peer port. While there is no
 * leader, or it cannot be reached, tries again until the request's time is over. Any thread.
 */
final class LeaderLeases {
    private static final long PAUSE_MILLIS = 50;

    private final LocalLeases local;
    private final LeaseForwarder forwarder;
    private final RaftView raft;
    private final Cluster cluster;
    private final Patience patience;

    /** How long to go on trying, and who wakes us for it. */
    record Patience(Duration timeout, ScheduledExecutorService timers) {}

    LeaderLeases(LocalLeases local, LeaseForwarder forwarder, RaftView raft, Cluster cluster, Patience patience) {
        this.local = local;
        this.forwarder = forwarder;
        this.raft = raft;
        this.cluster = cluster;
        this.patience = patience;
    }

    void renew(long leaseId, Consumer<LeaseRenewal> done) {
        renew(leaseId, done, deadlineNanos());
    }

    void timeToLive(long leaseId, boolean keys, Consumer<LeaseLookup> done) {
        timeToLive(leaseId, keys, done, deadlineNanos());
    }

    /** Ends a call with an error of etcd, found by its text, or with an unknown one. */
    static void fail(StreamObserver<?> out, String message) {
        for (EtcdError error : EtcdError.values()) {
            if (error.message().equals(message)) {
                out.onError(error.exception());
                return;
            }
        }
        out.onError(Status.UNKNOWN.withDescription(message).asRuntimeException());
    }

    private void renew(long leaseId, Consumer<LeaseRenewal> done, long deadlineNanos) {
        Consumer<LeaseRenewal> checked = renewal -> {
            if (renewal instanceof LeaseRenewal.Failed) {
                retry(
                        deadlineNanos,
                        () -> renew(leaseId, done, deadlineNanos),
                        text -> done.accept(new LeaseRenewal.Failed(text)));
            } else {
                done.accept(renewal);
            }
        };
        if (raft.isLeader()) {
            local.renew(leaseId, checked);
        } else {
            askLeader(
                    urls -> forwarder.renew(urls, leaseId, checked),
                    () -> checked.accept(new LeaseRenewal.Failed(EtcdError.NO_LEADER.message())));
        }
    }

    private void timeToLive(long leaseId, boolean keys, Consumer<LeaseLookup> done, long deadlineNanos) {
        Consumer<LeaseLookup> checked = lookup -> {
            if (lookup instanceof LeaseLookup.Failed(String text)) {
                if (text.equals(EtcdError.LEADER_CHANGED.message())) {
                    done.accept(lookup);
                    return;
                }
                retry(
                        deadlineNanos,
                        () -> timeToLive(leaseId, keys, done, deadlineNanos),
                        last -> done.accept(new LeaseLookup.Failed(last)));
            } else {
                done.accept(lookup);
            }
        };
        if (raft.isLeader()) {
            local.timeToLive(leaseId, keys, checked);
        } else {
            askLeader(
                    urls -> forwarder.timeToLive(urls, leaseId, keys, checked),
                    () -> checked.accept(new LeaseLookup.Failed(EtcdError.NO_LEADER.message())));
        }
    }

    private void askLeader(Consumer<List<String>> ask, Runnable nobody) {
        Optional<Member> leader = cluster.member(raft.leaderId());
        if (leader.isEmpty() || leader.get().peerUrls().isEmpty()) {
            nobody.run();
        } else {
            ask.accept(leader.get().peerUrls());
        }
    }

    private void retry(long deadlineNanos, Runnable again, Consumer<String> giveUp) {
        if (System.nanoTime() - deadlineNanos < 0) {
            ScheduledFuture<?> _ = patience.timers().schedule(again, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            giveUp.accept((raft.leaderId() == 0 ? EtcdError.NO_LEADER : EtcdError.TIMEOUT).message());
        }
    }

    private long deadlineNanos() {
        return System.nanoTime() + patience.timeout().toNanos();
    }
}
