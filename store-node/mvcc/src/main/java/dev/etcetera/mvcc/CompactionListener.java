package dev.etcetera.mvcc;

/** Told about compactions, on the apply thread: where the log and the metrics hang. */
public interface CompactionListener {
    CompactionListener NONE = new CompactionListener() {};

    /** An unfinished compaction was found at open and goes on. */
    default void resumed(long compactRevision) {}

    /** One step of {@code scanned} revisions took {@code nanos} of the apply thread. */
    default void stepped(long scanned, long nanos) {}

    /** The message "finished scheduled compaction". */
    default void finished(Finished compaction) {}

    /**
     * The sum of all steps.
     *
     * @param keysCompacted revisions deleted
     * @param hash the compaction's hash, comparable between members
     */
    record Finished(long compactRevision, long tookNanos, long keysCompacted, int hash) {}
}
