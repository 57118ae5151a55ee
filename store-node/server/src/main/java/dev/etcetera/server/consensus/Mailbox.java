package dev.etcetera.server.consensus;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of many producers and one consumer, which parks while it is empty.
 *
 * <p>No wake-up is lost: a producer adds and then looks for a parked consumer; the consumer announces itself and then
 * looks at the queue. Both are volatile accesses, so at least one of them sees the other.
 */
final class Mailbox<T> {
    private final ConcurrentLinkedQueue<T> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final int capacity;
    private volatile @Nullable Thread parked;

    Mailbox(int capacity) {
        this.capacity = capacity;
    }

    /** Adds an item; false when the mailbox is full. */
    boolean offer(T item) {
        if (size.incrementAndGet() > capacity) {
            size.decrementAndGet();
            return false;
        }
        enqueue(item);
        return true;
    }

    /** Adds an item past the bound, for control messages that must not be lost. */
    void force(T item) {
        size.incrementAndGet();
        enqueue(item);
    }

    /** Adds an item that may wait until the consumer wakes up for another reason, or by {@link #wake}. */
    void forceQuietly(T item) {
        size.incrementAndGet();
        queue.add(item);
    }

    /** The next item, or null when there is none. */
    @Nullable
    T poll() {
        T item = queue.poll();
        if (item != null) {
            size.decrementAndGet();
        }
        return item;
    }

    /** Parks the consumer until an item is there or the time is over; may return early. */
    void await(long nanos) {
        parked = Thread.currentThread();
        if (queue.isEmpty() && nanos > 0) {
            LockSupport.parkNanos(this, nanos);
        }
        parked = null;
    }

    int size() {
        return size.get();
    }

    private void enqueue(T item) {
        queue.add(item);
        wake();
    }

    /** Wakes the consumer if it is parked. */
    void wake() {
        Thread consumer = parked;
        if (consumer != null) {
            LockSupport.unpark(consumer);
        }
    }
}
