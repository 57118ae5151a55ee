package dev.etcetera.server.propose;

import dev.etcetera.api.EtcdError;
import dev.etcetera.server.apply.ApplyListener;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.consensus.RaftListener;
import dev.etcetera.server.consensus.RaftView;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The proposals of this member that wait for being applied. Registered by any thread, completed by the apply thread,
 * given up by the timer that calls {@link #sweep}. There are never more of them than requests in flight, so that a sweep
 * looks at all of them.
 */
public final class PendingRequests implements ApplyListener, RaftListener {
    private record Pending(ProposalCallback callback, long startNanos) {}

    private final ConcurrentHashMap<Long, Pending> pending = new ConcurrentHashMap<>();
    private final ProposeLimits limits;
    private final RaftView raft;
    private final Connectivity connectivity;
    private final ProposeMetrics metrics;
    private volatile long leaderElectedNanos;
    private volatile boolean stopped;

    public PendingRequests(ProposeLimits limits, RaftView raft, Connectivity connectivity, ProposeMetrics metrics) {
        this.limits = limits;
        this.raft = raft;
        this.connectivity = connectivity;
        this.metrics = metrics;
        this.leaderElectedNanos = System.nanoTime();
    }

    /** Begins to wait for a request; must happen before it is proposed. */
    void register(long requestId, ProposalCallback callback) {
        pending.put(requestId, new Pending(callback, System.nanoTime()));
        metrics.pending(1);
        if (stopped) {
            fail(requestId, EtcdError.STOPPED);
        }
    }

    /** Stops waiting: the request never left. Whoever removes it answers it. */
    boolean forget(long requestId) {
        return take(requestId) != null;
    }

    @Override
    public boolean awaits(long requestId) {
        return pending.containsKey(requestId);
    }

    @Override
    public void applied(long requestId, ApplyResult result) {
        Pending request = take(requestId);
        if (request != null) {
            request.callback().applied(result);
        }
    }

    @Override
    public void leaderChanged(long previousLeader, long leader, boolean isSelf, long term) {
        if (leader != 0) {
            leaderElectedNanos = System.nanoTime();
        }
    }

    /** Gives up what has waited too long. */
    public void sweep(long nowNanos) {
        long timeoutNanos = limits.requestTimeout().toNanos();
        pending.forEach((requestId, request) -> {
            if (nowNanos - request.startNanos() >= timeoutNanos) {
                fail(requestId, timeoutReason(request.startNanos()));
            }
        });
    }

    /** Answers everything that waits, and whatever comes later, with {@link EtcdError#STOPPED}. */
    public void stop() {
        stopped = true;
        pending.keySet().forEach(requestId -> fail(requestId, EtcdError.STOPPED));
    }

    private void fail(long requestId, EtcdError error) {
        Pending request = take(requestId);
        if (request != null) {
            metrics.failed();
            request.callback().failed(error);
        }
    }

    private @Nullable Pending take(long requestId) {
        Pending request = pending.remove(requestId);
        if (request != null) {
            metrics.pending(-1);
        }
        return request;
    }

    /** A proposal made while the leader of that time was being lost was probably lost with it. */
    private EtcdError timeoutReason(long startNanos) {
        long electedNanos = leaderElectedNanos;
        long leaderLostNanos = electedNanos - 2 * limits.electionTimeout().toNanos();
        if (startNanos - leaderLostNanos > 0 && startNanos - electedNanos < 0) {
            return EtcdError.TIMEOUT_DUE_TO_LEADER_FAIL;
        }
        long leader = raft.leaderId();
        boolean connected = leader == 0
                || (leader == raft.memberId()
                        ? connectivity.toQuorumSince(startNanos)
                        : connectivity.toMemberSince(leader, startNanos));
        return connected ? EtcdError.TIMEOUT : EtcdError.TIMEOUT_DUE_TO_CONNECTION_LOST;
    }
}
