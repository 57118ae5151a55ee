package dev.etcetera.backup.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PacedStoreTest {
    private static final int BYTES = 300_000;

    @Test
    void allWritersTogetherAreNoFaster() throws IOException, InterruptedException, ExecutionException {
        PacedStore store = new PacedStore(new MemoryStore(), 2L * BYTES);
        long begin = System.nanoTime();
        try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> other = both.submit(() -> {
                store.begin("a").write(new byte[BYTES], 0, BYTES);
                return null;
            });
            store.put("b", new byte[BYTES]);
            other.get();
        }
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(1_000_000_000L);
        try (InputStream in = store.read("b")) {
            assertThat(in.readAllBytes()).hasSize(BYTES);
        }
    }
}
