package dev.etcetera.backend;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The three layers a reader looks through, newest first: the batch being filled, the batch being committed if there is
 * one, and what is committed. Replaced as a whole whenever a batch is frozen or has been committed.
 */
record View(WriteBuffer active, @Nullable WriteBuffer frozen, Snapshot snapshot) {

    byte @Nullable [] get(Bucket bucket, byte[] key, CommittedTrees trees) {
        var write = active.get(bucket, key);
        if (write == null && frozen != null) {
            write = frozen.get(bucket, key);
        }
        return write != null ? write.value() : trees.get(bucket, key);
    }

    /** The layers from {@code from} on, newest first; the last one must be closed. */
    List<ScanSource> scan(Bucket bucket, byte[] from, CommittedTrees trees) {
        var sources = new ArrayList<ScanSource>(3);
        sources.add(new ScanSource.OfMap(active.tail(bucket, from)));
        if (frozen != null) {
            sources.add(new ScanSource.OfMap(frozen.tail(bucket, from)));
        }
        sources.add(trees.scan(bucket, from));
        return sources;
    }
}
