package dev.etcetera.raft.tracker;

import dev.etcetera.raft.protocol.Invariant;

/**
 * How far one member's log is known to be, and what may be sent to it next. Owned by the raft thread of a leader.
 *
 * <p>Invariants: {@code 0 <= match < next}. Entries between match and next are under way. While a snapshot is under
 * way, {@code next == pendingSnapshot + 1}.
 */
public final class Progress {
    private long match;
    private long next;
    /** The highest commit index under way. It falls back when what carried it was probably lost. */
    private long sentCommit;

    private ProgressState state = ProgressState.PROBE;
    private long pendingSnapshot;
    /** Something came from the member since the last check of the quorum. */
    private boolean recentActive;
    /** A probe, or the message that filled the window, is unanswered. A heartbeat's answer lifts it. */
    private boolean paused;

    private final Inflights inflights;

    public Progress(long match, long next, boolean recentActive, Inflights inflights) {
        Invariant.check(match < next, "match %d must be less than next %d", match, next);
        this.match = match;
        this.next = next;
        this.recentActive = recentActive;
        this.inflights = inflights;
    }

    public long match() {
        return match;
    }

    public long next() {
        return next;
    }

    public ProgressState state() {
        return state;
    }

    public long pendingSnapshot() {
        return pendingSnapshot;
    }

    public boolean recentActive() {
        return recentActive;
    }

    public void setRecentActive(boolean active) {
        recentActive = active;
    }

    public void becomeProbe() {
        // A snapshot that has arrived makes probing from behind it the best guess.
        long from = state == ProgressState.SNAPSHOT ? Math.max(match, pendingSnapshot) : match;
        enter(ProgressState.PROBE, from + 1);
        sentCommit = Math.min(sentCommit, next - 1);
    }

    public void becomeReplicate() {
        enter(ProgressState.REPLICATE, match + 1);
    }

    public void becomeSnapshot(long index) {
        enter(ProgressState.SNAPSHOT, index + 1);
        pendingSnapshot = index;
        sentCommit = index;
    }

    /** The snapshot got lost: probing goes on from what is known to match. Waits for a heartbeat's answer. */
    public void snapshotFailed() {
        pendingSnapshot = 0;
        becomeProbe();
        paused = true;
    }

    /** The snapshot has been delivered. Waits for the member's own answer. */
    public void snapshotDelivered() {
        becomeProbe();
        paused = true;
    }

    private void enter(ProgressState newState, long newNext) {
        state = newState;
        next = newNext;
        paused = false;
        pendingSnapshot = 0;
        inflights.reset();
    }

    /** Whether nothing may be sent now. */
    public boolean isPaused() {
        return state == ProgressState.SNAPSHOT || paused;
    }

    /** Whether an append may carry entries: a full window lets only empty ones through, to find out where we are. */
    public boolean acceptsEntries() {
        return state != ProgressState.REPLICATE || !inflights.isFull();
    }

    public void resume() {
        paused = false;
    }

    public void sentEntries(int count, long bytes) {
        Invariant.check(state != ProgressState.SNAPSHOT, "sending append in unhandled state StateSnapshot");
        if (state == ProgressState.PROBE) {
            paused |= count > 0;
            return;
        }
        if (count > 0) {
            next += count;
            inflights.add(next - 1, bytes);
        }
        paused = inflights.isFull();
    }

    public void sentCommit(long commit) {
        sentCommit = commit;
    }

    /** Whether telling this commit index could let the member commit more than what it has been told. */
    public boolean canBumpCommit(long commit) {
        return commit > sentCommit && sentCommit < next - 1;
    }

    /** Takes an acknowledged index. Returns whether it is news. */
    public boolean maybeUpdate(long acknowledged) {
        if (acknowledged <= match) {
            return false;
        }
        match = acknowledged;
        next = Math.max(next, acknowledged + 1);
        paused = false;
        return true;
    }

    public void freeInflights(long acknowledged) {
        inflights.freeUpTo(acknowledged);
    }

    /**
     * Takes a refusal of the append that stood on {@code rejected}; the logs may agree at {@code hint}. Returns false
     * when the refusal is stale: answers can come late, twice or out of order.
     */
    public boolean maybeDecreaseTo(long rejected, long hint) {
        if (state == ProgressState.REPLICATE) {
            if (rejected <= match) {
                return false;
            }
            next = match + 1;
        } else {
            // Probes go one at a time, so only the answer to the last one counts.
            if (next - 1 != rejected) {
                return false;
            }
            next = Math.max(Math.min(rejected, hint + 1), match + 1);
            paused = false;
        }
        sentCommit = Math.min(sentCommit, next - 1);
        return true;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(state.etcdName());
        text.append(" match=").append(match).append(" next=").append(next);
        text.append(isPaused() ? " paused" : "");
        text.append(pendingSnapshot > 0 ? " pendingSnap=" + pendingSnapshot : "");
        text.append(recentActive ? "" : " inactive");
        if (inflights.count() > 0) {
            text.append(" inflight=").append(inflights.count()).append(inflights.isFull() ? "[full]" : "");
        }
        return text.toString();
    }
}
