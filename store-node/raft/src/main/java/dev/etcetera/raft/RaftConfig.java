package dev.etcetera.raft;

import dev.etcetera.raft.protocol.Invariant;
import dev.etcetera.raft.protocol.NodeId;

/**
 * How one node runs.
 *
 * @param electionTicks shortest time without a leader before a node campaigns; the longest is one tick less than twice it
 * @param heartbeatTicks time between two heartbeats of a leader
 * @param appliedIndex what the application has applied already when it restarts, otherwise 0
 */
public record RaftConfig(
        long id, int electionTicks, int heartbeatTicks, long appliedIndex, RaftLimits limits, RaftFeatures features) {
    public RaftConfig {
        Invariant.check(id != NodeId.NONE, "cannot use none as id");
        Invariant.check(heartbeatTicks > 0, "heartbeat tick must be greater than 0");
        Invariant.check(electionTicks > heartbeatTicks, "election tick must be greater than heartbeat tick");
    }
}
