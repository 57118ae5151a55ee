package dev.etcetera.server.rpc;

import dev.etcetera.server.consensus.RaftView;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Waits, for a second at most, until this member has applied what is committed. Any thread; the apply thread and the timer
 * end what waits.
 */
final class AppliedWait {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private record Waiting(long index, long startNanos, Runnable ready, Runnable late, AtomicBoolean claimed) {
        /** Whoever gets true, and nobody else, ends the wait. */
        boolean claim() {
            return claimed.compareAndSet(false, true);
        }

        boolean isOver() {
            return claimed.get();
        }
    }

    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final RaftView raft;
    private final LongSupplier appliedIndex;

    AppliedWait(RaftView raft, LongSupplier appliedIndex) {
        this.raft = raft;
        this.appliedIndex = appliedIndex;
    }

    void untilCommitted(Runnable ready, Runnable late) {
        long index = raft.committedIndex();
        if (appliedIndex.getAsLong() >= index) {
            ready.run();
            return;
        }
        waiting.add(new Waiting(index, System.nanoTime(), ready, late, new AtomicBoolean()));
        applied(appliedIndex.getAsLong());
    }

    void applied(long index) {
        if (waiting.isEmpty()) {
            return;
        }
        for (Waiting wait : waiting) {
            if (wait.index() <= index && wait.claim()) {
                wait.ready().run();
            }
        }
        waiting.removeIf(Waiting::isOver);
    }

    void sweep(long nowNanos) {
        for (Waiting wait : waiting) {
            if (nowNanos - wait.startNanos() >= PATIENCE_NANOS && wait.claim()) {
                wait.late().run();
            }
        }
        waiting.removeIf(Waiting::isOver);
    }
}
