package dev.etcetera.mvcc;

/** The answer to a compaction request. */
public sealed interface CompactOutcome {
    /** Older revisions are gone for readers from now on; the scrub follows step by step. */
    record Scheduled(long revision) implements CompactOutcome {}

    record Compacted(long compactRevision) implements CompactOutcome {}

    record FutureRevision(long revision) implements CompactOutcome {}
}
