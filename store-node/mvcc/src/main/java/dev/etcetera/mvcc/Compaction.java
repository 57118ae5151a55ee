package dev.etcetera.mvcc;

import java.util.ArrayList;
import java.util.List;

/**
 * One compaction on its way through the backend. Owned by the apply thread.
 *
 * <p>There is no set of revisions to keep, as etcd builds one: the index is asked for each record, and is itself compacted
 * key by key as their records go. Changes made meanwhile are newer than the compaction and do not alter what survives it.
 */
final class Compaction {
    final long revision;
    /** Whether the hash covers everything since the compaction before: only then is it kept. */
    final boolean hashComplete;

    final long previousRevision;
    final KvHasher hasher;
    final List<Runnable> whenFinished = new ArrayList<>();
    byte[] next = Revision.encode(0, 0, false);
    long deleted;
    private long nanos;

    Compaction(long revision, long previousRevision, boolean hashComplete, KvHasher hasher) {
        this.revision = revision;
        this.previousRevision = previousRevision;
        this.hashComplete = hashComplete;
        this.hasher = hasher;
    }

    /** The first key that is not concerned. */
    byte[] end() {
        return Revision.encode(revision + 1, 0, false);
    }

    void continueAfter(byte[] key) {
        next = Revision.encode(Revision.mainOf(key), Revision.subOf(key) + 1, false);
    }

    long addNanos(long spent) {
        nanos += spent;
        return nanos;
    }
}
