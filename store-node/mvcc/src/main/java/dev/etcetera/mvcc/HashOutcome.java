package dev.etcetera.mvcc;

/** The answer to HashKV. */
public sealed interface HashOutcome {
    /**
     * A hash and what it covers.
     *
     * @param hash CRC-32C, to be read as unsigned
     * @param compactRevision the compaction the hash assumes
     * @param hashRevision the revision hashed up to
     * @param revision the store's current revision
     */
    record Hashed(int hash, long compactRevision, long hashRevision, long revision) implements HashOutcome {}

    record Compacted(long compactRevision) implements HashOutcome {}

    record FutureRevision(long revision) implements HashOutcome {}
}
