package dev.etcetera.mvcc;

import dev.etcetera.backend.BatchTx;
import dev.etcetera.backend.Bucket;
import dev.etcetera.backend.ReadTx;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

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

    static CompactionRecord read(ReadTx tx) {
        return new CompactionRecord(decode(tx.get(Bucket.META, SCHEDULED)), decode(tx.get(Bucket.META, FINISHED)));
    }

    /** The newest compaction there is, scrubbed or not: no older revision can be read. */
    long newest() {
        return Math.max(scheduled, finished);
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
        return decode(batch.get(Bucket.META, name));
    }

    private static long decode(Optional<byte[]> stored) {
        return stored.map(Revision::mainOf).orElse(NONE);
    }
}
