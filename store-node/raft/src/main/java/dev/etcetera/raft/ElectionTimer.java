package dev.etcetera.raft;

import java.util.random.RandomGenerator;

/**
 * Ticks since this node last heard of a leader or granted a vote; on a leader, since it last checked its quorum. The
 * timeout is drawn anew from [E, 2E-1] with each new role, so that votes rarely split (§5.2). Owned by the raft thread.
 */
final class ElectionTimer {
    private final int electionTicks;
    private final RandomGenerator random;

    private int elapsed;
    private int randomizedTimeout;

    ElectionTimer(int electionTicks, RandomGenerator random) {
        this.electionTicks = electionTicks;
        this.random = random;
        reset();
    }

    void reset() {
        elapsed = 0;
        randomizedTimeout = electionTicks + random.nextInt(electionTicks);
    }

    void restart() {
        elapsed = 0;
    }

    void tick() {
        elapsed++;
    }

    /** Whether it is time to campaign. */
    boolean expired() {
        return elapsed >= randomizedTimeout;
    }

    /** Whether the shortest election timeout has passed: no earlier would any node have voted for someone else. */
    boolean leaseExpired() {
        return elapsed >= electionTicks;
    }

    int remainingLeaseTicks() {
        return electionTicks - elapsed;
    }
}
