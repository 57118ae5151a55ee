package dev.etcetera.server.consensus;

/**
 * Says when the next tick of the Raft clock is due. After a pause (SIGSTOP, a long collection) one tick is given, not all
 * that were missed: a member that slept must hear from its leader before it thinks of an election.
 */
final class Ticker {
    private final long intervalNanos;
    private long nextNanos;

    Ticker(long intervalNanos) {
        this.intervalNanos = intervalNanos;
        this.nextNanos = System.nanoTime() + intervalNanos;
    }

    long intervalNanos() {
        return intervalNanos;
    }

    /** Nanoseconds until the next tick, 0 or less when it is due. */
    long untilNext(long nowNanos) {
        return nextNanos - nowNanos;
    }

    /** Whether a tick is due; if so, the next one is an interval later. */
    boolean due(long nowNanos) {
        if (nowNanos - nextNanos < 0) {
            return false;
        }
        nextNanos = Math.max(nextNanos + intervalNanos, nowNanos + intervalNanos / 2);
        return true;
    }
}
