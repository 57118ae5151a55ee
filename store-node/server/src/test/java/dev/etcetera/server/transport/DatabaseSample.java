package dev.etcetera.server.transport;

import dev.etcetera.bbolt.BoltSource;
import dev.etcetera.bbolt.BoltVisitor;
import dev.etcetera.bbolt.BoltWriter;
import dev.etcetera.server.consensus.SnapshotDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A database of so many megabytes, which may break off while it is written. */
final class DatabaseSample implements SnapshotDatabase, BoltSource {
    static final int WHOLE = Integer.MAX_VALUE;
    private static final int VALUE_BYTES = 1 << 20;

    final AtomicInteger closed = new AtomicInteger();
    private final long index;
    private final int megabytes;
    private final int breaksAfter;
    private int passes;

    DatabaseSample(int megabytes, int breaksAfter) {
        this(megabytes, breaksAfter, Long.MAX_VALUE);
    }

    /** {@code index}: the entries of the log that it holds. */
    DatabaseSample(int megabytes, int breaksAfter, long index) {
        this.index = index;
        this.megabytes = megabytes;
        this.breaksAfter = breaksAfter;
    }

    @Override
    public List<String> buckets() {
        return List.of("key", "meta");
    }

    @Override
    public void entries(String bucket, BoltVisitor visitor) throws IOException {
        if (bucket.equals("meta")) {
            passes++;
            visitor.entry(
                    "consistent_index".getBytes(StandardCharsets.UTF_8),
                    ByteBuffer.allocate(Long.BYTES).putLong(index).array());
            return;
        }
        for (int i = 0; i < megabytes; i++) {
            if (passes > 0 && i == breaksAfter) {
                throw new IOException("the disk is gone");
            }
            visitor.entry(ByteBuffer.allocate(Integer.BYTES).putInt(i).array(), new byte[VALUE_BYTES]);
        }
    }

    @Override
    public long sizeBytes() throws IOException {
        return BoltWriter.plan(this).sizeBytes();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        passes = 0;
        BoltWriter writer = BoltWriter.plan(this);
        writer.writeTo(out);
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
