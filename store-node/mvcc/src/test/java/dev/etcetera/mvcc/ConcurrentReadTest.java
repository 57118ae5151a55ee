package dev.etcetera.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import dev.etcetera.backend.CommitListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Event loops read while the apply thread writes and compacts. Each transaction writes its own number into all keys, so every
 * read must find one number everywhere, never a mixture and never a hole.
 */
final class ConcurrentReadTest {
    private static final int TRANSACTIONS = 2_500;
    private static final int KEYS = 8;
    private static final int READERS = 3;
    private static final KeyRange ALL = KvModel.keyRange("k", "l");

    @TempDir
    private Path dir;

    private final AtomicBoolean done = new AtomicBoolean();

    @Test
    void readsAreOfOneRevisionWhateverHappensMeanwhile() throws IOException, InterruptedException, ExecutionException {
        var options = new BackendOptions(Duration.ofMillis(3), 300, 4 << 20, CommitListener.NONE);
        try (var backend = Backend.open(dir, options);
                var store = KvStore.open(backend, KvStoreOptions.defaults().withCompactionBatchLimit(50));
                var threads = Executors.newFixedThreadPool(READERS)) {
            write(store);
            List<Future<Long>> readers = new ArrayList<>();
            for (var seed = 0; seed < READERS; seed++) {
                var random = new Random(seed);
                readers.add(threads.submit(() -> read(store, random)));
            }
            for (var i = 0; i < TRANSACTIONS; i++) {
                write(store);
                if (i % 50 == 0 && !store.compactionPending()) {
                    store.compact(store.revision() - 20);
                }
                store.compactionStep();
                if (backend.batchTx().commitDue(System.nanoTime())) {
                    backend.batchTx().commit();
                }
            }
            done.set(true);
            for (var reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        }
    }

    private static void write(KvStore store) {
        try (var txn = store.write()) {
            if (txn.revision() % 5 == 0) {
                txn.delete(ALL);
            }
            var value = ByteString.copyFromUtf8(
                    String.valueOf(txn.revision() + (txn.changes().isEmpty() ? 1 : 0)));
            for (var key = 0; key < KEYS; key++) {
                txn.put(ByteString.copyFromUtf8("k" + key), value, 0);
            }
        }
    }

    private long read(KvStore store, Random random) {
        var reads = 0L;
        while (!done.get()) {
            var revision = random.nextBoolean() ? 0 : Math.max(2, store.revision() - random.nextInt(60));
            switch (store.range(ALL, RangeSpec.at(revision))) {
                case RangeOutcome.Found found -> {
                    var expected = revision == 0 ? found.revision() : revision;
                    assertThat(found.count()).isEqualTo(KEYS);
                    assertThat(found.kvs())
                            .hasSize(KEYS)
                            .allMatch(kv -> kv.getModRevision() == expected
                                    && kv.getValue().toStringUtf8().equals(String.valueOf(expected)));
                }
                case RangeOutcome.Compacted compacted ->
                    assertThat(compacted.compactRevision()).isGreaterThan(revision);
                case RangeOutcome.FutureRevision future -> throw new AssertionError(future);
            }
            reads++;
        }
        return reads;
    }
}
