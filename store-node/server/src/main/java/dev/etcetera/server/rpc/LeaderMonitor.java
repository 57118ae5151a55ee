package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.server.consensus.RaftView;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends the streams of clients that require a leader once there has been none for three election timeouts. Any thread;
 * {@link #sweep} is called by the timer.
 */
final class LeaderMonitor {
    private static final int PATIENCE_ELECTIONS = 3;

    private final Set<ServerCall<?, ?>> streams = ConcurrentHashMap.newKeySet();
    private final RaftView raft;
    private final long patienceNanos;
    private long lastLeaderNanos;

    LeaderMonitor(RaftView raft, Duration electionTimeout) {
        this.raft = raft;
        this.patienceNanos = electionTimeout.multipliedBy(PATIENCE_ELECTIONS).toNanos();
        this.lastLeaderNanos = System.nanoTime();
    }

    boolean hasLeader() {
        return raft.leaderId() != 0;
    }

    void add(ServerCall<?, ?> stream) {
        streams.add(stream);
    }

    void remove(ServerCall<?, ?> stream) {
        streams.remove(stream);
    }

    /** Called by one timer only. */
    void sweep(long nowNanos) {
        if (hasLeader()) {
            lastLeaderNanos = nowNanos;
        } else if (nowNanos - lastLeaderNanos >= patienceNanos) {
            streams.removeIf(stream -> {
                stream.close(EtcdError.NO_LEADER.status(), new Metadata());
                return true;
            });
        }
    }
}
