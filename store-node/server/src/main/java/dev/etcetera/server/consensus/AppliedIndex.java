package dev.etcetera.server.consensus;

import dev.etcetera.server.apply.Applied;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The last index whose effects are visible to readers. Written by the apply thread, read by any. */
public final class AppliedIndex implements LongSupplier {
    private volatile long index;
    private volatile Optional<Applied> state = Optional.empty();

    @Override
    public long getAsLong() {
        return index;
    }

    /** With term and configuration; empty while a restart goes through the log again. */
    Optional<Applied> state() {
        return state;
    }

    void set(long appliedIndex, Optional<Applied> applied) {
        index = appliedIndex;
        state = applied;
    }
}
