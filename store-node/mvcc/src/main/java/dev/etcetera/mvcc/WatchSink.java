package dev.etcetera.mvcc;

/** Where a watcher's batches go: the queue of a stream. */
@FunctionalInterface
public interface WatchSink {
    /**
     * Called on the apply thread, the sync thread or within {@link WatchableStore#progress}, with the store's watch lock held: must not block nor
     * call back into the store. Returns false when there is no room; the same batch is offered again later.
     */
    boolean offer(WatchBatch batch);
}
