package dev.etcetera.mvcc;

import dev.etcetera.backend.Bucket;
import dev.etcetera.backend.ReadTx;

/**
 * What a {@link KvStore} will hold once another member's database has taken the place of its own: read from that database
 * before the switch, while the store goes on serving. Owned by the apply thread.
 */
public final class RestoredStore {
    private final RestoredKeys keys;
    private final Published state;
    private final CompactionRecord compaction;

    private RestoredStore(RestoredKeys keys, Published state, CompactionRecord compaction) {
        this.keys = keys;
        this.state = state;
        this.compaction = compaction;
    }

    /** Reads everything from the database: takes time in proportion to the number of revisions. */
    public static RestoredStore read(ReadTx tx) {
        var keys = new RestoredKeys();
        tx.sweep(Bucket.KEY, new byte[0], (revision, stored) -> {
            keys.add(revision, stored);
            return true;
        });
        return of(keys, tx);
    }

    /** With the keys that are in the database: they were taken note of when it was filled. */
    public static RestoredStore of(RestoredKeys keys, ReadTx tx) {
        var compaction = CompactionRecord.read(tx);
        return new RestoredStore(keys, keys.published(compaction), compaction);
    }

    Published state() {
        return state;
    }

    CompactionRecord compaction() {
        return compaction;
    }

    void attachLeases(LeaseAttachments attachments) {
        keys.attachLeases(attachments);
    }
}
