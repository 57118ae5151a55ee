package dev.etcetera.lease;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One lease. The apply thread owns everything but the expiry, which any thread may move: a keep-alive is one volatile write.
 */
final class Lease {
    static final long FOREVER = Long.MAX_VALUE;
    private static final long MILLIS = 1000;

    private final long id;
    private final long ttlSeconds;
    private final Set<ByteString> keys = ConcurrentHashMap.newKeySet(2);
    private volatile long remainingTtlSeconds;
    private volatile long expiryMillis = FOREVER;

    Lease(long id, long ttlSeconds, long remainingTtlSeconds) {
        this.id = id;
        this.ttlSeconds = ttlSeconds;
        this.remainingTtlSeconds = remainingTtlSeconds;
    }

    long id() {
        return id;
    }

    long ttlSeconds() {
        return ttlSeconds;
    }

    /** Of the last checkpoint; 0 when there was none. */
    long remainingTtlSeconds() {
        return remainingTtlSeconds;
    }

    void checkpoint(long remainingSeconds) {
        remainingTtlSeconds = remainingSeconds;
    }

    long expiryMillis() {
        return expiryMillis;
    }

    /** Starts the clock anew: the whole time, or what a checkpoint left of it. */
    void refresh(long nowMillis, long extendMillis) {
        long seconds = remainingTtlSeconds > 0 ? remainingTtlSeconds : ttlSeconds;
        expiryMillis = nowMillis + extendMillis + seconds * MILLIS;
    }

    void stopClock() {
        expiryMillis = FOREVER;
    }

    boolean isExpired(long nowMillis) {
        return expiryMillis <= nowMillis;
    }

    long remainingMillis(long nowMillis) {
        long expiry = expiryMillis;
        return expiry == FOREVER ? FOREVER : expiry - nowMillis;
    }

    void attach(ByteString key) {
        keys.add(key);
    }

    void detach(ByteString key) {
        keys.remove(key);
    }

    /** In key order, so that every member deletes them in the same order. */
    List<ByteString> sortedKeys() {
        return keys.stream()
                .sorted(ByteString.unsignedLexicographicalComparator())
                .toList();
    }
}
