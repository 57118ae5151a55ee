package dev.etcetera.server.propose;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids no other member gives and no earlier run of this one gave. Any thread.
 *
 * <pre>
 * | 2 bytes of the member id | 5 bytes of the start time in ms | 1 byte of counter, which may flow over to the left |
 * </pre>
 */
public final class RequestIds {
    private static final int COUNTER_BITS = 8;
    private static final int TIME_BITS = 40;
    private static final int SUFFIX_BITS = TIME_BITS + COUNTER_BITS;
    private static final long SUFFIX_MASK = (1L << SUFFIX_BITS) - 1;

    private final long prefix;
    private final AtomicLong suffix;

    public RequestIds(long memberId, InstantSource clock) {
        this.prefix = memberId << SUFFIX_BITS;
        this.suffix = new AtomicLong((clock.millis() & ((1L << TIME_BITS) - 1)) << COUNTER_BITS);
    }

    public long next() {
        return prefix | (suffix.incrementAndGet() & SUFFIX_MASK);
    }
}
