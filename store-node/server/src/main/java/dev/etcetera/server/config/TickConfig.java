package dev.etcetera.server.config;

/** Raft's clock: one tick is one heartbeat interval. */
public record TickConfig(
        long heartbeatMillis, long electionMillis, boolean preVote, boolean initialElectionTickAdvance) {
    /** Election timeout in ticks. */
    public int electionTicks() {
        return (int) (electionMillis / heartbeatMillis);
    }
}
