package dev.etcetera.mvcc;

import org.jspecify.annotations.Nullable;

/**
 * The history of one key: its generations, newest first. Written by the apply thread, read by any.
 *
 * <pre>
 * put 2, put 3, delete 4, put 5:   [2 3 4t] [5]
 * compact 3:                       [3 4t] [5]
 * compact 4:                       [4t] [5]       the tombstone at the compacted revision stays
 * compact 5:                       [5]
 * delete 6, compact 7:             nothing left, the key leaves the index
 * </pre>
 */
final class KeyIndex {
    final byte[] key;
    private volatile Generation newest;

    KeyIndex(byte[] key, long main, long sub) {
        this.key = key;
        this.newest = new Generation(null, main, sub);
    }

    private KeyIndex(byte[] key, Generation first) {
        this.key = key;
        this.newest = first;
    }

    /** From the first record of a key in the backend. */
    static KeyIndex restored(byte[] key, KeyVersion version) {
        return new KeyIndex(key, Generation.restored(version));
    }

    /** From a first record that is a tombstone: when the key was created is compacted away. */
    static KeyIndex restoredTombstone(byte[] key, long main, long sub) {
        var index = new KeyIndex(key, Generation.restored(new KeyVersion(main, sub, 0, 1)));
        index.newest.markClosed();
        return index;
    }

    void put(long main, long sub) {
        var generation = newest;
        if (generation.closed()) {
            newest = new Generation(generation, main, sub);
        } else {
            generation.append(main, sub);
        }
    }

    /** Returns false if the key is deleted already. */
    boolean tombstone(long main, long sub) {
        var generation = newest;
        if (generation.closed()) {
            return false;
        }
        generation.close(main, sub);
        return true;
    }

    /** The version that was current at {@code revision}, or null if the key did not exist then. */
    @Nullable
    KeyVersion at(long revision) {
        var generation = generationAt(revision);
        if (generation == null) {
            return null;
        }
        var index = generation.indexAt(revision);
        return index < 0 ? null : generation.version(index);
    }

    boolean existsAt(long revision) {
        return generationAt(revision) != null;
    }

    /** Whether a compaction at {@code compactRevision} leaves the change at (main, sub). */
    boolean survives(long compactRevision, long main, long sub) {
        var generation = survivor(compactRevision);
        if (generation == null) {
            return false;
        }
        var index = generation.indexAt(compactRevision);
        return index >= 0 && generation.isAt(index, main, sub);
    }

    /** As {@link #survives}, but a tombstone counts as gone: the rule by which members compare hashes. */
    boolean hashed(long atRevision, long main, long sub) {
        var generation = survivor(atRevision);
        if (generation == null) {
            return false;
        }
        var index = generation.indexAt(atRevision);
        return index >= 0 && generation.isAt(index, main, sub) && !(generation.closed() && generation.isLast(index));
    }

    /** Whether {@link #survives} holds for any change. */
    boolean anySurvives(long compactRevision) {
        var generation = survivor(compactRevision);
        return generation != null && generation.indexAt(compactRevision) >= 0;
    }

    /** Whether {@link #hashed} holds for any change. */
    boolean anyHashed(long atRevision) {
        var generation = survivor(atRevision);
        if (generation == null) {
            return false;
        }
        var index = generation.indexAt(atRevision);
        return index >= 0 && !(generation.closed() && generation.isLast(index));
    }

    /** Forgets what a compaction removes. Returns false if nothing is left. */
    boolean compact(long compactRevision) {
        Generation newer = null;
        var generation = newest;
        if (!generation.reaches(compactRevision)) {
            return false;
        }
        for (var older = generation.previous(); older != null && older.reaches(compactRevision); ) {
            newer = generation;
            generation = older;
            older = older.previous();
        }
        generation.relink(null);
        var index = generation.indexAt(compactRevision);
        if (index > 0) {
            var kept = generation.from(index);
            if (newer == null) {
                newest = kept;
            } else {
                newer.relink(kept);
            }
        }
        return true;
    }

    private @Nullable Generation generationAt(long revision) {
        for (var generation = newest; generation != null; generation = generation.previous()) {
            if (generation.endedBy(revision)) {
                return null;
            }
            if (generation.beganBy(revision)) {
                return generation;
            }
        }
        return null;
    }

    /** The oldest generation that a compaction does not drop as a whole. */
    private @Nullable Generation survivor(long compactRevision) {
        Generation oldest = null;
        for (var generation = newest;
                generation != null && generation.reaches(compactRevision);
                generation = generation.previous()) {
            oldest = generation;
        }
        return oldest;
    }
}
