package dev.etcetera.backend;

import dev.etcetera.failpoint.Failpoints;
import java.time.Duration;

/**
 * How a backend batches and caches.
 *
 * @param batchInterval longest time a write waits for its commit
 * @param batchLimit writes that make a commit due at once
 * @param cacheBytes heap given to the cache of file pages
 */
public record BackendOptions(
        Duration batchInterval,
        int batchLimit,
        long cacheBytes,
        CommitListener listener,
        Failpoints failpoints,
        FullDisk fullDisk) {
    private static final long MIN_CACHE_BYTES = 1 << 20;

    public BackendOptions {
        if (batchInterval.isNegative() || batchInterval.isZero() || batchLimit < 1) {
            throw new IllegalArgumentException("batchInterval and batchLimit must be positive");
        }
        cacheBytes = Math.max(cacheBytes, MIN_CACHE_BYTES);
    }

    /** Without failpoints; a full disk ends the backend. */
    public BackendOptions(Duration batchInterval, int batchLimit, long cacheBytes, CommitListener listener) {
        this(batchInterval, batchLimit, cacheBytes, listener, Failpoints.NONE, FullDisk.FATAL);
    }

    XodusEnvironment.Cache cache() {
        return XodusEnvironment.Cache.forLookups(cacheBytes);
    }

    /** etcd's batching, and a cache that leaves a member small. */
    public static BackendOptions defaults() {
        return new BackendOptions(Duration.ofMillis(100), 10_000, 24L << 20, CommitListener.NONE);
    }
}
