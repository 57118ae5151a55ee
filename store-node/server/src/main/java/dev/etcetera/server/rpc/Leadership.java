package dev.etcetera.server.rpc;

import dev.etcetera.api.EtcdError;
import dev.etcetera.server.consensus.RaftView;
import dev.etcetera.server.read.ReadIndexService;
import dev.etcetera.server.read.ReadWaiter;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Whether this member's belief that it leads can be trusted: it cannot after the process stood still, for another may
 * have been elected meanwhile. Then the others are asked.
 */
final class Leadership {
    /** Longer without the timer means that the process stood still. */
    private static final long STILL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final RaftView raft;
    private final ReadIndexService readIndex;
    private final Executor where;
    private volatile long lastSweepNanos = System.nanoTime();

    Leadership(RaftView raft, ReadIndexService readIndex, Executor where) {
        this.raft = raft;
        this.readIndex = readIndex;
        this.where = where;
    }

    boolean isFresh() {
        return System.nanoTime() - lastSweepNanos < STILL_NANOS;
    }

    /** Asks a quorum; tells whether this member leads. */
    void confirm(Consumer<Boolean> done) {
        readIndex.linearize(where, new ReadWaiter() {
            @Override
            public void ready() {
                done.accept(raft.isLeader());
            }

            @Override
            public void failed(EtcdError error) {
                done.accept(false);
            }
        });
    }

    void sweep(long nowNanos) {
        lastSweepNanos = nowNanos;
    }
}
