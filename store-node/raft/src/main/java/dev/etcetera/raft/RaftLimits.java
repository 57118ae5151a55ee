package dev.etcetera.raft;

import dev.etcetera.raft.protocol.Invariant;

/** How much may be in one message, in flight, in one Ready and uncommitted. Sizes in bytes of encoded entries. */
public record RaftLimits(
        long maxSizePerMessageBytes,
        int maxInflightMessages,
        long maxInflightBytes,
        long maxCommittedSizePerReadyBytes,
        long maxUncommittedSizeBytes) {
    public static final long NO_LIMIT = Long.MAX_VALUE;

    public RaftLimits {
        Invariant.check(maxInflightMessages > 0, "max inflight messages must be greater than 0");
        Invariant.check(maxInflightBytes >= maxSizePerMessageBytes, "max inflight bytes must be >= max message size");
        Invariant.check(maxCommittedSizePerReadyBytes > 0, "max committed size per ready must be greater than 0");
    }

    /** What etcdserver runs with. */
    public static RaftLimits etcd() {
        long oneMiB = 1024 * 1024;
        return new RaftLimits(oneMiB, 512, NO_LIMIT, oneMiB, NO_LIMIT);
    }
}
