package dev.etcetera.mvcc;

/** The thread that brings watchers up to date which start in the past or whose sink was full. */
final class SyncLoop implements AutoCloseable {
    private static final int MAX_WATCHERS = 512;
    private static final long VICTIM_RETRY_MILLIS = 10;
    /** Revisions that are read while the apply thread may have to wait: well below a millisecond. */
    private static final long MAX_GAP = 128;

    private final WatchableStore watches;
    private final KvStore store;
    private final Thread thread;

    SyncLoop(WatchableStore watches, KvStore store) {
        this.watches = watches;
        this.store = store;
        this.thread = Thread.ofPlatform().name("watch-sync").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (watches.awaitWork(VICTIM_RETRY_MILLIS)) {
            watches.retryVictims();
            var taken = watches.take(MAX_WATCHERS);
            if (!taken.isEmpty()) {
                var scan = new HistoryScan(store, taken);
                scan.readOn();
                watches.handOver(scan, MAX_GAP);
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
