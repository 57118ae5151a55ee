package dev.etcetera.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommittedViewTest {
    @TempDir
    private Path dir;

    @Test
    void aViewHoldsTheLastCommitAndNothingLater() throws IOException {
        try (var backend = Backend.open(dir, BackendOptions.defaults())) {
            put(backend, 1);
            backend.batchTx().commit();
            put(backend, 2);
            try (var view = backend.committed()) {
                assertThat(keys(view)).containsExactly(1L);

                backend.batchTx().delete(Bucket.KEY, key(1));
                backend.batchTx().commit();
                backend.sync();

                assertThat(keys(view)).containsExactly(1L);
            }
            try (var view = backend.committed()) {
                assertThat(keys(view)).containsExactly(2L);
            }
        }
    }

    @Test
    void aVisitorEndsTheScan() throws IOException {
        try (var backend = Backend.open(dir, BackendOptions.defaults())) {
            put(backend, 1);
            put(backend, 2);
            backend.batchTx().commit();
            List<Long> seen = new ArrayList<>();
            try (var view = backend.committed()) {
                view.scan(Bucket.KEY, (key, value) -> {
                    seen.add(ByteBuffer.wrap(key).getLong());
                    return false;
                });
            }
            assertThat(seen).containsExactly(1L);
        }
    }

    /** The view is read on another thread while this one writes, deletes and has files cleaned. */
    @Test
    void aViewStaysAsItWasWhileEverythingInItIsReplaced() throws IOException, ExecutionException, InterruptedException {
        var entries = 20_000;
        try (var backend = Backend.open(dir, BackendOptions.defaults());
                var reader = Executors.newSingleThreadExecutor()) {
            for (var i = 0; i < entries; i++) {
                put(backend, i);
            }
            backend.batchTx().commit();
            try (var view = backend.committed()) {
                var scans = reader.submit(() -> {
                    for (var i = 0; i < 5; i++) {
                        assertThat(keys(view)).hasSize(entries).isSorted();
                    }
                });
                for (var i = 0; i < entries; i++) {
                    backend.batchTx().delete(Bucket.KEY, key(i));
                    put(backend, entries + i);
                    if (i % 1_000 == 0) {
                        backend.batchTx().commit();
                        backend.defragment();
                    }
                }
                scans.get();
                assertThat(keys(view)).hasSize(entries).startsWith(0L);
            }
        }
    }

    private static void put(Backend backend, long number) {
        backend.batchTx().put(Bucket.KEY, key(number), new byte[100]);
    }

    private static byte[] key(long number) {
        return ByteBuffer.allocate(17).putLong(number).array();
    }

    private static List<Long> keys(CommittedView view) {
        List<Long> keys = new ArrayList<>();
        view.scan(Bucket.KEY, (key, value) -> keys.add(ByteBuffer.wrap(key).getLong()));
        return keys;
    }
}
