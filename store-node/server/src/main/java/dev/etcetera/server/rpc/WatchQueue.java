package dev.etcetera.server.rpc;

import dev.etcetera.mvcc.WatchBatch;
import dev.etcetera.mvcc.WatchSink;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the store has to say to the watchers of one stream, in order. Filled by the apply and the sync thread, emptied by
 * the stream's event loop, which is woken once however much comes. When it is full the store keeps the batch and offers
 * it again.
 */
final class WatchQueue implements WatchSink {
    private static final int CAPACITY = 1024;

    /** Everything up to the revision has been queued for every watcher of the stream. */
    sealed interface Item {
        record Batch(WatchBatch batch) implements Item {}

        record Progress(long revision) implements Item {}
    }

    private final ConcurrentLinkedQueue<Item> items = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Executor loop;
    private final Runnable drain;

    WatchQueue(Executor loop, Runnable drain) {
        this.loop = loop;
        this.drain = drain;
    }

    @Override
    public boolean offer(WatchBatch batch) {
        if (size.get() >= CAPACITY) {
            return false;
        }
        add(new Item.Batch(batch));
        return true;
    }

    /** Answers a client's question for progress; there is always room for it. */
    void progress(long revision) {
        add(new Item.Progress(revision));
    }

    @Nullable
    Item poll() {
        Item item = items.poll();
        if (item != null) {
            size.decrementAndGet();
        }
        return item;
    }

    /** The drain has begun: what is added from now on wakes it again. */
    void draining() {
        woken.set(false);
    }

    private void add(Item item) {
        size.incrementAndGet();
        items.add(item);
        if (woken.compareAndSet(false, true)) {
            wake();
        }
    }

    private void wake() {
        try {
            loop.execute(drain);
        } catch (RejectedExecutionException closed) {
            // The event loop has ended, and the stream with it.
            items.clear();
        }
    }
}
