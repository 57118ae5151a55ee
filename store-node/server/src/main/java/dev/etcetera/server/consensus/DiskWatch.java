package dev.etcetera.server.consensus;

/** Knows whether the disk still finishes what it is given. Owned by the raft thread. */
final class DiskWatch {
    private final long patienceNanos;
    private int underWay;
    private long progressNanos;

    DiskWatch(long patienceNanos) {
        this.patienceNanos = patienceNanos;
    }

    void began(long nowNanos) {
        if (underWay++ == 0) {
            progressNanos = nowNanos;
        }
    }

    /** The oldest write under way is done. */
    void finished(long nowNanos) {
        underWay--;
        progressNanos = nowNanos;
    }

    /** How many writes are not done. */
    int underWay() {
        return underWay;
    }

    /** Whether everything it was given is done. */
    boolean idle() {
        return underWay == 0;
    }

    /** Whether a write is under way, and none has been finished for too long. */
    boolean stalled(long nowNanos) {
        return underWay > 0 && nowNanos - progressNanos > patienceNanos;
    }
}
