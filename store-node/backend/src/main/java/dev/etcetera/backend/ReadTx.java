package dev.etcetera.backend;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A view for any thread: what was committed when it was opened, and above it the live buffer of later writes. A put or
 * delete that happened before the call is seen, committed or not; one that happens during the view's life may be seen.
 * Cheap to open; must be closed, for an open view holds back file cleaning.
 */
public final class ReadTx implements AutoCloseable {
    private final View view;
    private boolean closed;

    ReadTx(View view) {
        this.view = view;
    }

    public Optional<byte[]> get(Bucket bucket, byte[] key) {
        return Optional.ofNullable(view.get(bucket, key));
    }

    /** As {@link #get}, without the wrapper: for the read path that runs on every request. */
    public byte @Nullable [] find(Bucket bucket, byte[] key) {
        return view.get(bucket, key);
    }

    /**
     * Visits entries from {@code from} (inclusive) to {@code toExclusive} (empty = to the end of the bucket), at most
     * {@code limit} of them (0 = all). Returns how many were visited.
     */
    public long range(Bucket bucket, byte[] from, byte[] toExclusive, long limit, EntryVisitor visitor) {
        return view.range(bucket, from, toExclusive, limit, visitor);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            view.snapshot().release();
        }
    }
}
