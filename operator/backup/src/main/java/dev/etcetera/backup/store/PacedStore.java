package dev.etcetera.backup.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A store that is written to no faster than this, by all its writers together, so that others have some of the line. Whoever
 * writes waits behind what was written before: a delta for a piece of a full backup, not for all of it.
 */
public final class PacedStore implements StoreLayer {
    private static final int PIECE_BYTES = 64 << 10;

    private final ObjectStore store;
    private final double nanosPerByte;
    /** When the line is free again. */
    private final AtomicLong free = new AtomicLong(System.nanoTime());

    /** Writes no more than so many bytes in a second, over all objects. */
    public PacedStore(ObjectStore store, long bytesPerSecond) {
        this.store = store;
        this.nanosPerByte = 1e9 / bytesPerSecond;
    }

    @Override
    public ObjectStore store() {
        return store;
    }

    @Override
    public ObjectWriter begin(String key) throws IOException {
        ObjectWriter writer = store.begin(key);
        return new ObjectWriter() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                for (int at = 0; at < length; at += PIECE_BYTES) {
                    int piece = Math.min(PIECE_BYTES, length - at);
                    writer.write(bytes, offset + at, piece);
                    await(piece);
                }
            }

            @Override
            public void finish() throws IOException {
                writer.finish();
            }

            @Override
            public void close() throws IOException {
                writer.close();
            }
        };
    }

    private void await(int bytes) throws IOException {
        long taken = (long) (bytes * nanosPerByte);
        long now = System.nanoTime();
        // Differences, as nanoTime may be anywhere.
        long until = free.accumulateAndGet(taken, (before, more) -> (before - now > 0 ? before : now) + more);
        try {
            TimeUnit.NANOSECONDS.sleep(until - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
