package dev.etcetera.mvcc;

import dev.etcetera.failpoint.Failpoints;

/**
 * The ports of a store and the size of its compaction steps.
 *
 * @param compactionBatchLimit revisions looked at per compaction step
 */
public record KvStoreOptions(
        LeaseAttachments leases, CompactionListener compactions, int compactionBatchLimit, Failpoints failpoints) {
    public static final int DEFAULT_COMPACTION_BATCH_LIMIT = 1000;

    public KvStoreOptions {
        if (compactionBatchLimit < 1) {
            throw new IllegalArgumentException("compactionBatchLimit must be positive");
        }
    }

    public static KvStoreOptions defaults() {
        return new KvStoreOptions(
                LeaseAttachments.NONE, CompactionListener.NONE, DEFAULT_COMPACTION_BATCH_LIMIT, Failpoints.NONE);
    }

    public KvStoreOptions withLeases(LeaseAttachments attachments) {
        return new KvStoreOptions(attachments, compactions, compactionBatchLimit, failpoints);
    }

    public KvStoreOptions withCompactions(CompactionListener listener) {
        return new KvStoreOptions(leases, listener, compactionBatchLimit, failpoints);
    }

    public KvStoreOptions withCompactionBatchLimit(int limit) {
        return new KvStoreOptions(leases, compactions, limit, failpoints);
    }

    public KvStoreOptions withFailpoints(Failpoints points) {
        return new KvStoreOptions(leases, compactions, compactionBatchLimit, points);
    }
}
