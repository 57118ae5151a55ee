package dev.etcetera.backup;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Sends no faster than this, so that others have some of the line. Owned by one thread. */
record PacedSnapshots(Snapshots member, long bytesPerSecond) implements Snapshots {
    @Override
    public Origin origin() throws IOException {
        return member.origin();
    }

    @Override
    public Optional<Long> send(ByteSink sink) throws IOException {
        long begin = System.nanoTime();
        long[] sent = {0};
        return member.send((bytes, offset, length) -> {
            sink.write(bytes, offset, length);
            sent[0] += length;
            await(begin + (long) (1e9 * sent[0] / bytesPerSecond));
        });
    }

    @Override
    public Optional<KvHash> hash(long revision) {
        return member.hash(revision);
    }

    private static void await(long moment) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(moment - System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
