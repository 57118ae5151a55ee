package dev.etcetera.server.read;

import dev.etcetera.api.EtcdError;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.server.consensus.RaftListener;
import dev.etcetera.server.consensus.ReadIndexSink;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets reads go on once this member has applied everything that was committed when they came (thesis §6.4). One ReadIndex
 * request is out at a time; it carries all the reads that came before it, those that come meanwhile share the next one.
 * Any thread; nothing blocks, the lock is held for a few instructions.
 *
 * <pre>
 * linearize ─► gathering ─(sent)─► asking ─(index confirmed)─► applying ─(applied ≥ index)─► ready, on the reader's executor
 *                                    └─(leader changed, time out)─► failed
 * </pre>
 */
public final class ReadIndexService implements RaftListener {
    private static final long RETRY_NANOS = Duration.ofMillis(500).toNanos();

    private record Applying(long index, ReadBatch batch) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Applying> applying = new ArrayDeque<>();
    private final ReadIndexSink sink;
    private final LongSupplier requestIds;
    private final LongSupplier appliedIndex;
    private final long timeoutNanos;
    private final ReadMetrics metrics;
    private ReadBatch gathering = new ReadBatch();
    private @Nullable ReadBatch asking;
    private boolean stopped;

    public ReadIndexService(
            ReadIndexSink sink,
            LongSupplier requestIds,
            LongSupplier appliedIndex,
            Duration timeout,
            ReadMetrics metrics) {
        this.sink = sink;
        this.requestIds = requestIds;
        this.appliedIndex = appliedIndex;
        this.timeoutNanos = timeout.toNanos();
        this.metrics = metrics;
    }

    /** Calls the waiter on the executor when the store may be read, or when that cannot be known in time. */
    public void linearize(Executor where, ReadWaiter waiter) {
        Payload request = null;
        boolean refused;
        lock.lock();
        try {
            refused = stopped;
            if (!refused) {
                gathering.add(where, waiter);
                request = asking == null ? ask() : null;
            }
        } finally {
            lock.unlock();
        }
        if (request != null) {
            sink.readIndex(request);
        } else if (refused) {
            waiter.failed(EtcdError.STOPPED);
        }
    }

    @Override
    public void readIndexConfirmed(long index, Payload context) {
        if (context.size() != Long.BYTES) {
            return;
        }
        long requestId = ByteBuffer.wrap(context.array()).getLong();
        ReadBatch ready = null;
        Payload next;
        lock.lock();
        try {
            ReadBatch answered = asking;
            if (answered == null || !answered.isAnsweredBy(requestId)) {
                metrics.outOfDate();
                return;
            }
            asking = null;
            if (appliedIndex.getAsLong() >= index) {
                ready = answered;
            } else {
                applying.add(new Applying(index, answered));
            }
            next = gathering.isEmpty() ? null : ask();
        } finally {
            lock.unlock();
        }
        if (next != null) {
            sink.readIndex(next);
        }
        if (ready != null) {
            ready.ready();
        } else {
            // The index may have been applied between the look and the queueing.
            applied(appliedIndex.getAsLong());
        }
    }

    /** Everything up to the index has been applied. */
    public void applied(long index) {
        while (true) {
            ReadBatch ready;
            lock.lock();
            try {
                Applying first = applying.peek();
                if (first == null || first.index() > index) {
                    return;
                }
                applying.remove();
                ready = first.batch();
            } finally {
                lock.unlock();
            }
            ready.ready();
        }
    }

    /** What was asked of the old leader may never be answered; clients try again at once. */
    @Override
    public void leaderChanged(long previousLeader, long leader, boolean isSelf, long term) {
        if (leader != 0) {
            failAsking(EtcdError.LEADER_CHANGED);
        }
    }

    @Override
    public void committedInTerm(long term) {
        Payload again;
        lock.lock();
        try {
            again = asking == null ? null : request(asking, System.nanoTime());
        } finally {
            lock.unlock();
        }
        if (again != null) {
            sink.readIndex(again);
        }
    }

    /** Asks again where no answer came, and gives up what has waited too long. */
    public void sweep(long nowNanos) {
        Payload again = null;
        boolean late = false;
        lock.lock();
        try {
            ReadBatch batch = asking;
            if (batch != null) {
                late = batch.nanosSinceStart(nowNanos) >= timeoutNanos;
                again = !late && batch.nanosSinceSent(nowNanos) >= RETRY_NANOS ? request(batch, nowNanos) : null;
            }
        } finally {
            lock.unlock();
        }
        if (late) {
            metrics.slow();
            failAsking(EtcdError.TIMEOUT);
        } else if (again != null) {
            sink.readIndex(again);
        }
    }

    /** Fails every read that waits and every one that comes. */
    public void stop() {
        ReadBatch left;
        lock.lock();
        try {
            stopped = true;
            left = gathering;
            gathering = new ReadBatch();
        } finally {
            lock.unlock();
        }
        left.failed(EtcdError.STOPPED);
        failAsking(EtcdError.STOPPED);
        for (Applying wait = pollApplying(); wait != null; wait = pollApplying()) {
            wait.batch().failed(EtcdError.STOPPED);
        }
    }

    private @Nullable Applying pollApplying() {
        lock.lock();
        try {
            return applying.poll();
        } finally {
            lock.unlock();
        }
    }

    private void failAsking(EtcdError error) {
        ReadBatch failed;
        Payload next;
        lock.lock();
        try {
            failed = asking;
            asking = null;
            next = gathering.isEmpty() ? null : ask();
        } finally {
            lock.unlock();
        }
        if (failed != null) {
            metrics.failed();
            failed.failed(error);
        }
        if (next != null) {
            sink.readIndex(next);
        }
    }

    /** Makes the gathered reads those that are being asked for. Under the lock. */
    private Payload ask() {
        ReadBatch batch = gathering;
        gathering = new ReadBatch();
        asking = batch;
        return request(batch, System.nanoTime());
    }

    private Payload request(ReadBatch batch, long nowNanos) {
        long requestId = requestIds.getAsLong();
        batch.sent(requestId, nowNanos);
        return Payload.wrap(ByteBuffer.allocate(Long.BYTES).putLong(requestId).array());
    }
}
