package dev.etcetera.backend;

import org.jspecify.annotations.Nullable;

/**
 * What was committed when it was taken, and nothing later, for as long as it is open. To be used by one thread, which need
 * not be the one that took it. Must be closed: an open view holds back file cleaning.
 */
public final class CommittedView implements AutoCloseable {
    private static final byte[] FIRST = {};

    private final Snapshot snapshot;
    /** Since the first scan. */
    private @Nullable Sweep sweep;

    private boolean closed;

    /** Takes over the caller's hold on the snapshot. */
    CommittedView(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    /** Visits the entries of a bucket in key order until the visitor returns false. The arrays are the visitor's to keep. */
    public void scan(Bucket bucket, EntryVisitor visitor) {
        try (var entries = trees().scan(bucket, FIRST)) {
            for (var key = entries.key(); key != null; key = entries.key()) {
                var value = entries.value();
                if (value != null && !visitor.visit(key, value)) {
                    return;
                }
                entries.advance();
            }
        }
    }

    /** As {@link #scan}, but of values only the length is right. */
    public void scanShapes(Bucket bucket, EntryVisitor visitor) {
        var value = FIRST;
        try (var entries = trees().scan(bucket, FIRST)) {
            for (var key = entries.key(); key != null; key = entries.key()) {
                if (value.length != entries.valueBytes()) {
                    value = new byte[entries.valueBytes()];
                }
                if (!visitor.visit(key, value)) {
                    return;
                }
                entries.advance();
            }
        }
    }

    private CommittedTrees trees() {
        var opened = sweep;
        if (opened == null) {
            opened = Sweep.of(snapshot);
            sweep = opened;
        }
        return opened.trees();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (sweep != null) {
                sweep.close();
            }
            snapshot.release();
        }
    }
}
