package dev.etcetera.mvcc;

import dev.etcetera.backend.BatchTx;
import dev.etcetera.backend.Bucket;
import java.nio.charset.StandardCharsets;

/**
 * The two compaction revisions in the META bucket, as etcd keeps them.
 *
 * @param scheduled newest compaction announced, or {@link #NONE}
 * @param finished newest compaction scrubbed, or {@link #NONE}
 */
record CompactionRecord(long scheduled, long finished) {
    /** The compact revision of a store that was never compacted. */
    static final long NONE = -1;

    private static final byte[] SCHEDULED = "scheduledCompactRev".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FINISHED = "finishedCompactRev".getBytes(StandardCharsets.US_ASCII);

    static CompactionRecord read(BatchTx batch) {
        return new CompactionRecord(read(batch, SCHEDULED), read(batch, FINISHED));
    }

    /** Whether the last announced compaction has been scrubbed to its end. */
    boolean isSettled() {
        return scheduled == finished;
    }

    static void writeScheduled(BatchTx batch, long revision) {
        batch.put(Bucket.META, SCHEDULED, Revision.encode(revision, 0, false));
    }

    static void writeFinished(BatchTx batch, long revision) {
        batch.put(Bucket.META, FINISHED, Revision.encode(revision, 0, false));
    }

    private static long read(BatchTx batch, byte[] name) {
        return batch.get(Bucket.META, name).map(Revision::mainOf).orElse(NONE);
    }
}
