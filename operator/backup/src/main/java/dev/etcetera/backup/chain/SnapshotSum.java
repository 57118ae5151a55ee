package dev.etcetera.backup.chain;

import dev.etcetera.backup.store.Ahead;
import dev.etcetera.backup.store.ByteSink;
import dev.etcetera.backup.store.DamagedBackupException;
import dev.etcetera.backup.store.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sums up a snapshot that passes by: a database and, behind it, the SHA-256 of it. Owned by the thread that feeds it.
 */
public final class SnapshotSum {
    /** Of the sum behind a database. */
    public static final int SUM_BYTES = 32;

    private static final int SECTOR_BYTES = 512;
    private static final int BUFFER_BYTES = 256 << 10;
    private static final int BUFFERS = 4;

    private final MessageDigest sha256 = Sha256.begin();
    private final byte[] last = new byte[SUM_BYTES];
    private long sizeBytes;

    /** The last 32 bytes are held back: they may be the sum. */
    void update(byte[] bytes, int offset, int length) {
        int held = (int) Math.min(sizeBytes, SUM_BYTES);
        int released = Math.max(0, held + length - SUM_BYTES);
        int ofHeld = Math.min(held, released);
        sha256.update(last, 0, ofHeld);
        sha256.update(bytes, offset, released - ofHeld);
        System.arraycopy(last, ofHeld, last, 0, held - ofHeld);
        int kept = length - (released - ofHeld);
        System.arraycopy(bytes, offset + length - kept, last, held - ofHeld, kept);
        sizeBytes += length;
    }

    /** Sums up all of a stream, in a thread of its own, while it is read and given to {@code sink}. */
    public void pass(InputStream in, ByteSink sink) throws IOException {
        Deque<Future<byte[]>> buffers = new ArrayDeque<>();
        for (int i = 0; i < BUFFERS; i++) {
            buffers.add(CompletableFuture.completedFuture(new byte[BUFFER_BYTES]));
        }
        try (ExecutorService summing = Executors.newSingleThreadExecutor()) {
            while (true) {
                byte[] buffer = Ahead.result(buffers.removeFirst());
                int read = in.read(buffer);
                if (read < 0) {
                    break;
                }
                sink.write(buffer, 0, read);
                buffers.add(summing.submit(() -> {
                    update(buffer, 0, read);
                    return buffer;
                }));
            }
            for (Future<byte[]> buffer : buffers) {
                var _ = Ahead.result(buffer);
            }
        }
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /**
     * The sum of the database, hexadecimal; once.
     *
     * @throws DamagedBackupException when it is not the one behind it
     */
    public String check(String what) throws DamagedBackupException {
        if (sizeBytes <= SUM_BYTES || sizeBytes % SECTOR_BYTES != SUM_BYTES) {
            throw new DamagedBackupException(
                    "%s is cut off: %d bytes are not a database and its sum".formatted(what, sizeBytes));
        }
        byte[] found = sha256.digest();
        if (!MessageDigest.isEqual(found, last)) {
            throw new DamagedBackupException("%s is damaged: its SHA-256 is %s, the sum behind it %s"
                    .formatted(
                            what,
                            HexFormat.of().formatHex(found),
                            HexFormat.of().formatHex(last)));
        }
        return HexFormat.of().formatHex(found);
    }
}
