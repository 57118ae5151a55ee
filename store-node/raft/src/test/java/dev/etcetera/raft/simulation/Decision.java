package dev.etcetera.raft.simulation;

import dev.etcetera.raft.protocol.ConfChange;

/**
 * Something that clients, operators or bad luck do to a cluster at a given millisecond. Node 0 stands for whoever leads at
 * that time; what is asked of a node that is not there does not happen.
 */
sealed interface Decision {
    long at();

    record Propose(long at, long node, int count) implements Decision {}

    record Read(long at, long node) implements Decision {}

    record Compact(long at, long node) implements Decision {}

    record Crash(long at, long node, int downMillis) implements Decision {}

    /** The process stands still; what comes meanwhile waits for it. */
    record Pause(long at, long node, int millis) implements Decision {}

    /** Only nodes on the same side hear one another: bit n of {@code side} is set if node n is on the other one. */
    record Partition(long at, int side) implements Decision {}

    /** From now on a write takes up to so long. */
    record Disk(long at, long node, int millis) implements Decision {}

    /** From now on the node's clock ticks every so many milliseconds. */
    record Clock(long at, long node, int tickMillis) implements Decision {}

    record Change(long at, long node, ConfChange change) implements Decision {}

    record Transfer(long at, long node, long target) implements Decision {}

    record Unreachable(long at, long node, long target) implements Decision {}

    record Campaign(long at, long node) implements Decision {}

    record ForgetLeader(long at, long node) implements Decision {}
}
