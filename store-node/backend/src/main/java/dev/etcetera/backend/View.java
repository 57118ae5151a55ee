package dev.etcetera.backend;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The three layers a reader looks through, newest first: the batch being filled, the batch being committed if there is
 * one, and what is committed. Replaced as a whole whenever a batch is frozen or has been committed.
 */
record View(WriteBuffer active, @Nullable WriteBuffer frozen, Snapshot snapshot) {

    byte @Nullable [] get(Bucket bucket, byte[] key) {
        var write = active.get(bucket, key);
        if (write == null && frozen != null) {
            write = frozen.get(bucket, key);
        }
        return write != null ? write.value() : snapshot.get(bucket, key);
    }

    long range(Bucket bucket, byte[] from, byte[] toExclusive, long limit, EntryVisitor visitor) {
        var sources = new ArrayList<ScanSource>(3);
        sources.add(new ScanSource.OfMap(active.tail(bucket, from)));
        if (frozen != null) {
            sources.add(new ScanSource.OfMap(frozen.tail(bucket, from)));
        }
        try (var committed = snapshot.scan(bucket, from)) {
            sources.add(committed);
            return MergedScan.run(sources, toExclusive, limit, visitor);
        }
    }
}
