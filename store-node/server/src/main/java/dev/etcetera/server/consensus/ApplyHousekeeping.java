package dev.etcetera.server.consensus;

/** Work of the apply thread besides entries: backend commits, compaction steps, lease expiry. */
public interface ApplyHousekeeping {
    /** Runs after each batch of entries and whenever {@link #nextDueNanos} has passed. */
    void run(long nowNanos);

    /** How many nanoseconds from now until {@link #run} wants to be called again, even if nothing was applied. */
    long nextDueNanos(long nowNanos);
}
