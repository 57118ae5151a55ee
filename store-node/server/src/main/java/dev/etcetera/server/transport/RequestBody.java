package dev.etcetera.server.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that is too large to be collected: the connection's event loop adds to it, one other thread reads.
 * While more than a few megabytes wait, nothing is read from the connection, and so the sender waits.
 */
final class RequestBody extends InputStream {
    private static final int MOST_WAITING_BYTES = 8 << 20;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private sealed interface Part {
        record Data(ByteBuf bytes) implements Part {}

        record End() implements Part {}

        record Broken() implements Part {}
    }

    private final Channel connection;
    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
    private final AtomicInteger waitingBytes = new AtomicInteger();
    private @Nullable ByteBuf current;
    private boolean ended;
    private volatile boolean closed;

    RequestBody(Channel connection) {
        this.connection = connection;
    }

    /** Takes over the bytes. Event loop. */
    void add(ByteBuf bytes) {
        int waiting = waitingBytes.addAndGet(bytes.readableBytes());
        parts.add(new Part.Data(bytes));
        if (waiting > MOST_WAITING_BYTES) {
            connection.config().setAutoRead(false);
            // The reader may have taken everything in between, and found nothing to resume.
            maybeResume();
        }
        if (closed) {
            releaseParts();
        }
    }

    private void maybeResume() {
        if (waitingBytes.get() <= MOST_WAITING_BYTES / 2) {
            connection.config().setAutoRead(true);
        }
    }

    /** All has come. Event loop. */
    void end() {
        parts.add(new Part.End());
    }

    /** The connection is gone. Event loop. */
    void lost() {
        parts.add(new Part.Broken());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        ByteBuf data = current;
        if (data == null || !data.isReadable()) {
            data = next();
        }
        if (data == null) {
            return -1;
        }
        int taken = Math.min(length, data.readableBytes());
        data.readBytes(target, offset, taken);
        return taken;
    }

    private @Nullable ByteBuf next() throws IOException {
        release();
        while (!ended) {
            switch (take()) {
                case Part.Data(ByteBuf bytes)
                when bytes.isReadable() -> {
                    current = bytes;
                    waitingBytes.addAndGet(-bytes.readableBytes());
                    maybeResume();
                    return bytes;
                }
                case Part.Data(ByteBuf empty) -> empty.release();
                case Part.End() -> ended = true;
                case Part.Broken() -> throw new EOFException("unexpected EOF");
            }
        }
        return null;
    }

    private Part take() throws IOException {
        try {
            Part part = parts.poll(LONGEST_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            if (part == null) {
                throw new IOException("nothing came for " + LONGEST_PAUSE.toSeconds() + " s");
            }
            return part;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped", e);
        }
    }

    private void release() {
        if (current != null) {
            current.release();
            current = null;
        }
    }

    /** Gives back what was not read, and whatever still comes. */
    @Override
    public void close() {
        closed = true;
        release();
        releaseParts();
    }

    private void releaseParts() {
        for (Part part = parts.poll(); part != null; part = parts.poll()) {
            if (part instanceof Part.Data(ByteBuf bytes)) {
                bytes.release();
            }
        }
    }
}
