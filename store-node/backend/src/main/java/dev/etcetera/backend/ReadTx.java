package dev.etcetera.backend;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A view for any thread: what was committed when it was opened, and above it the live buffer of later writes. A put or
 * delete that happened before the call is seen, committed or not; one that happens during the view's life may be seen.
 * Cheap to open; used by
 * one thread; must be closed, for an open view holds back file cleaning.
 */
public final class ReadTx implements AutoCloseable {
    private static final byte[] FIRST = {};

    private final View view;
    private final CommittedTrees trees;
    private boolean closed;

    ReadTx(View view) {
        this.view = view;
        this.trees = new CommittedTrees(view.snapshot());
    }

    public Optional<byte[]> get(Bucket bucket, byte[] key) {
        return Optional.ofNullable(view.get(bucket, key, trees));
    }

    /** As {@link #get}, without the wrapper: for the read path that runs on every request. */
    public byte @Nullable [] find(Bucket bucket, byte[] key) {
        return view.get(bucket, key, trees);
    }

    /**
     * Visits entries from {@code from} (inclusive) to {@code toExclusive} (empty = to the end of the bucket), at most
     * {@code limit} of them (0 = all). Returns how many were visited.
     */
    public long range(Bucket bucket, byte[] from, byte[] toExclusive, long limit, EntryVisitor visitor) {
        var sources = view.scan(bucket, from, trees);
        try {
            return MergedScan.run(sources, toExclusive, limit, visitor);
        } finally {
            sources.getLast().close();
        }
    }

    /**
     * Visits all entries up to {@code toExclusive} (empty = to the end of the bucket), as {@link #range} does. For buckets that
     * are read as a whole: it goes past the cache, in large pieces.
     */
    public void sweep(Bucket bucket, byte[] toExclusive, EntryVisitor visitor) {
        try (var sweep = Sweep.of(view.snapshot())) {
            var sources = view.scan(bucket, FIRST, sweep.trees());
            try {
                MergedScan.run(sources, toExclusive, 0, visitor);
            } finally {
                sources.getLast().close();
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            view.snapshot().release();
        }
    }
}
