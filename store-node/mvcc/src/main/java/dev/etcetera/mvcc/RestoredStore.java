package dev.etcetera.mvcc;

import dev.etcetera.backend.ReadTx;

/**
 * What a {@link KvStore} will hold once another member's database has taken the place of its own: read from that database
 * before the switch, while the store goes on serving. Owned by the apply thread.
 */
public final class RestoredStore {
    private final Restore restore;
    private final Published state;
    private final CompactionRecord compaction;

    private RestoredStore(Restore restore, Published state, CompactionRecord compaction) {
        this.restore = restore;
        this.state = state;
        this.compaction = compaction;
    }

    /** Reads the index: takes time in proportion to the number of revisions. */
    public static RestoredStore read(ReadTx tx) {
        var compaction = CompactionRecord.read(tx);
        var restore = new Restore();
        return new RestoredStore(restore, restore.run(tx, compaction), compaction);
    }

    Published state() {
        return state;
    }

    CompactionRecord compaction() {
        return compaction;
    }

    void attachLeases(LeaseAttachments attachments) {
        restore.attachLeases(attachments);
    }
}
