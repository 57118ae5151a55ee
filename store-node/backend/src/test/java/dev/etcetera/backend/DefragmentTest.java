package dev.etcetera.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody deleted most keys, asked for the space, and writes nothing any more. */
class DefragmentTest {
    private static final int MEBIBYTE = 1 << 20;
    private static final int ENTRIES = 64;
    /** Xodus keeps the two newest files, of 8 MiB each, and begins ten seconds after the start. */
    private static final long ENOUGH = 32L * MEBIBYTE;

    @Test
    void spaceComesBackThoughNobodyWrites(@TempDir Path dir) throws Exception {
        try (var backend = Backend.open(dir, BackendOptions.defaults())) {
            for (var i = 0; i < ENTRIES; i++) {
                backend.batchTx().put(Bucket.KEY, key(i), new byte[MEBIBYTE]);
                backend.batchTx().commit();
            }
            for (var i = 0; i < ENTRIES; i++) {
                backend.batchTx().delete(Bucket.KEY, key(i));
            }
            backend.batchTx().commit();
            assertThat(backend.sizeBytes()).isGreaterThan(ENTRIES * (long) MEBIBYTE);
            backend.defragment();
            var end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            while (backend.sizeBytes() > ENOUGH && System.nanoTime() < end) {
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
            assertThat(backend.sizeBytes()).isLessThanOrEqualTo(ENOUGH);
        }
    }

    private static byte[] key(long number) {
        return ByteBuffer.allocate(17).putLong(number).array();
    }
}
