package dev.etcetera.server.consensus;

import java.util.function.LongSupplier;

/** The last index whose effects are visible to readers. Written by the apply thread, read by any. */
public final class AppliedIndex implements LongSupplier {
    private volatile long index;

    @Override
    public long getAsLong() {
        return index;
    }

    void set(long appliedIndex) {
        index = appliedIndex;
    }
}
