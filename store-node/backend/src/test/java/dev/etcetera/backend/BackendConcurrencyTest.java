package dev.etcetera.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers on several threads while one writes, commits and deletes: what was put must be found, at once and for ever. */
final class BackendConcurrencyTest {
    private static final int WRITES = 25_000;
    private static final int READERS = 3;

    private final AtomicLong written = new AtomicLong();
    private final AtomicLong deletedBelow = new AtomicLong();
    private final AtomicBoolean done = new AtomicBoolean();

    @TempDir
    private Path dir;

    @Test
    void readersFindEveryWriteThatHappenedBefore() throws IOException, InterruptedException, ExecutionException {
        var options = new BackendOptions(Duration.ofMillis(5), 500, 2 << 20, CommitListener.NONE);
        try (var backend = Backend.open(dir, options);
                var threads = Executors.newFixedThreadPool(READERS)) {
            List<Future<Long>> readers = new ArrayList<>();
            for (var i = 0; i < READERS; i++) {
                readers.add(threads.submit(() -> read(backend)));
            }
            write(backend);
            done.set(true);
            for (var reader : readers) {
                assertThat(reader.get()).isPositive();
            }
            backend.batchTx().commit();
            backend.sync();
            assertThat(BackendCheck.run(backend).findings()).isEmpty();
        }
    }

    private void write(Backend backend) {
        var tx = backend.batchTx();
        for (var i = 1L; i <= WRITES; i++) {
            tx.put(Bucket.KEY, key(i), value(i));
            written.set(i);
            if (i % 10 == 0 && i > 5_000) {
                // Announced before it is done, as a compaction is.
                deletedBelow.set(i - 4_990);
                for (var gone = i - 5_000; gone < i - 4_990; gone++) {
                    tx.delete(Bucket.KEY, key(gone));
                }
            }
            if (tx.commitDue(System.nanoTime())) {
                tx.commit();
            }
        }
    }

    private long read(Backend backend) {
        var reads = 0L;
        while (!done.get()) {
            var last = written.get();
            if (last == 0) {
                Thread.onSpinWait();
                continue;
            }
            var wanted = Math.max(1, last - ThreadLocalRandom.current().nextLong(4_000));
            try (var tx = backend.readTx()) {
                var found = tx.get(Bucket.KEY, key(wanted));
                var scanned = new ArrayList<Long>();
                tx.range(
                        Bucket.KEY,
                        key(wanted),
                        key(wanted + 20),
                        0,
                        (key, value) -> scanned.add(ByteBuffer.wrap(value).getLong()));
                if (wanted >= deletedBelow.get()) {
                    assertThat(found)
                            .hasValueSatisfying(value -> assertThat(value).isEqualTo(value(wanted)));
                    assertThat(scanned).hasSizeGreaterThanOrEqualTo((int) Math.min(20, last - wanted + 1));
                    assertThat(scanned.getFirst()).isEqualTo(wanted);
                }
            }
            reads++;
        }
        return reads;
    }

    private static byte[] key(long i) {
        return ByteBuffer.allocate(17).putLong(i).put((byte) '_').putLong(0).array();
    }

    private static byte[] value(long i) {
        return ByteBuffer.allocate(200).putLong(0, i).array();
    }
}
