package dev.etcetera.mvcc;

import java.util.concurrent.atomic.LongAdder;

/** How often the store was asked for what, since it was opened. Counted and read by any thread. */
public final class StoreCounts {
    private final LongAdder ranges = new LongAdder();
    private final LongAdder puts = new LongAdder();
    private final LongAdder putBytes = new LongAdder();
    private final LongAdder deletes = new LongAdder();
    private final LongAdder txns = new LongAdder();

    StoreCounts() {}

    void ranged() {
        ranges.increment();
    }

    /** At the end of a write transaction, so that the operations themselves cost an addition at most. */
    void wrote(int rangeCalls, int putCalls, long bytes, int deleteCalls) {
        if (rangeCalls > 0) {
            ranges.add(rangeCalls);
        }
        if (putCalls > 0) {
            puts.add(putCalls);
            putBytes.add(bytes);
        }
        if (deleteCalls > 0) {
            deletes.add(deleteCalls);
        }
        if (rangeCalls + putCalls + deleteCalls > 1) {
            txns.increment();
        }
    }

    /** Reads of ranges, those in transactions too. */
    public long ranges() {
        return ranges.sum();
    }

    /** Written keys. */
    public long puts() {
        return puts.sum();
    }

    /** Bytes of their keys and values. */
    public long putBytes() {
        return putBytes.sum();
    }

    /** Deletions, each of a whole range. */
    public long deletes() {
        return deletes.sum();
    }

    /** Transactions of more than one operation. */
    public long txns() {
        return txns.sum();
    }
}
