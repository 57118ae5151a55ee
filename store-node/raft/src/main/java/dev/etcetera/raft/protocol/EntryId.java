package dev.etcetera.raft.protocol;

/** Names one log entry for all time: a leader of one term never creates two entries with the same index (§5.3). */
public record EntryId(long term, long index) {
    public static final EntryId ZERO = new EntryId(0, 0);

    /** Whether a log ending here holds at least what a log ending at {@code other} holds (§5.4.1). */
    public boolean isUpToDateWith(EntryId other) {
        return term > other.term || (term == other.term && index >= other.index);
    }
}
