package dev.etcetera.raft;

/** How a leader makes sure that it still leads before it answers a read. */
public enum ReadOnlyOption {
    /** A round of heartbeats to a quorum (thesis §6.4). */
    SAFE,
    /** Its lease: faster, and wrong when clocks run at different speeds (thesis §6.4.1). Needs check-quorum. */
    LEASE_BASED
}
