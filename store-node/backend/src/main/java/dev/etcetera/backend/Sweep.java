package dev.etcetera.backend;

import jetbrains.exodus.log.Log;
import jetbrains.exodus.log.LogConfig;

/**
 * What was committed, to be read from front to back: in large pages, beside the cache, which keeps what lookups need. A log
 * of Xodus's own over the same files, up to where they ended, which cannot write. Owned by one thread; ends before the
 * snapshot does, which keeps the files.
 */
final class Sweep implements AutoCloseable {
    /** Of a tree that was filled in order the next pages are those behind the last ones. */
    private static final int PAGE_BYTES = 64 << 10;
    /** The way down the tree, and some pages for entries that cleaning has moved. */
    private static final long CACHE_BYTES = 2 << 20;

    private final Log log;
    private final CommittedTrees trees;

    private Sweep(Log log, Snapshot snapshot) {
        this.log = log;
        this.trees = new CommittedTrees(snapshot, log);
    }

    /** The cache is one of arrays: in a chain of entries those that are gone, and old, would keep alive all later ones. */
    static Sweep of(Snapshot snapshot) {
        var whole = snapshot.log();
        var config = LogConfig.create(new FrozenFiles(whole, snapshot.endAddress()), new NoWriter())
                .setFileSize(whole.getConfig().getFileSize())
                .setCachePageSize(PAGE_BYTES)
                .setMemoryUsage(CACHE_BYTES)
                .setSharedCache(false)
                .setNonBlockingCache(true)
                .setCacheUseSoftReferences(false);
        config.setLockIgnored(true);
        return new Sweep(new Log(config), snapshot);
    }

    CommittedTrees trees() {
        return trees;
    }

    @Override
    public void close() {
        log.close();
    }
}
