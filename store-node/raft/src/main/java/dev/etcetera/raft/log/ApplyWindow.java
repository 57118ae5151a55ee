package dev.etcetera.raft.log;

import dev.etcetera.raft.protocol.Invariant;

/**
 * How far entries are committed, handed out for applying, and applied: {@code applied <= applying <= committed}. Owned
 * by the raft thread. Handing out pauses while too many bytes are handed out and not yet applied.
 */
final class ApplyWindow {
    private final long maxApplyingBytes;

    private long committed;
    private long applying;
    private long applied;
    private long applyingBytes;
    private boolean paused;

    ApplyWindow(long start, long maxApplyingBytes) {
        this.maxApplyingBytes = maxApplyingBytes;
        committed = start;
        applying = start;
        applied = start;
    }

    long committed() {
        return committed;
    }

    long applying() {
        return applying;
    }

    long applied() {
        return applied;
    }

    /** Whether there is something to hand out; nothing beyond {@code durable} may be. */
    boolean hasNext(long durable) {
        return !paused && applying < Math.min(committed, durable);
    }

    boolean isPaused() {
        return paused;
    }

    long budgetBytes() {
        return maxApplyingBytes - applyingBytes;
    }

    void setCommitted(long index) {
        committed = index;
    }

    void handOut(long index, long bytes, long durable) {
        long limit = Math.min(committed, durable);
        Invariant.check(index <= limit, "applying %d is out of range, limit %d", index, limit);
        applying = index;
        applyingBytes += bytes;
        // Not everything was handed out: the rest did not fit, so wait until something is applied.
        paused = applyingBytes >= maxApplyingBytes || index < limit;
    }

    void appliedTo(long index, long bytes) {
        Invariant.check(index <= committed, "applied(%d) is out of range [committed(%d)]", index, committed);
        Invariant.check(index >= applied, "applied(%d) is out of range [prevApplied(%d)]", index, applied);
        applied = index;
        applying = Math.max(applying, index);
        applyingBytes = Math.max(0, applyingBytes - bytes);
        paused = applyingBytes >= maxApplyingBytes;
    }
}
