package dev.etcetera.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackendTest {
    @TempDir
    private Path dir;

    @Test
    void putIsSeenAtOnceAndAfterCommitAndAfterReopen() throws IOException {
        try (var backend = open()) {
            backend.batchTx().put(Bucket.META, bytes("a"), bytes("1"));
            assertThat(get(backend, "a")).isEqualTo("1");
            backend.batchTx().commit();
            assertThat(get(backend, "a")).isEqualTo("1");
            backend.sync();
            assertThat(get(backend, "a")).isEqualTo("1");
            backend.batchTx().delete(Bucket.META, bytes("a"));
            assertThat(get(backend, "a")).isEmpty();
            backend.batchTx().put(Bucket.META, bytes("empty"), new byte[0]);
        }
        try (var backend = open()) {
            assertThat(get(backend, "a")).isEmpty();
            try (var tx = backend.readTx()) {
                assertThat(tx.get(Bucket.META, bytes("empty")))
                        .hasValueSatisfying(v -> assertThat(v).isEmpty());
                assertThat(tx.get(Bucket.LEASE, bytes("empty"))).isEmpty();
            }
        }
    }

    @Test
    void hookWritesAlsoWhenNothingElseIsPending() throws IOException {
        try (var backend = open()) {
            backend.onBeforeCommit(() -> backend.batchTx().put(Bucket.META, bytes("index"), bytes("7")));

            backend.batchTx().commit();

            assertThat(backend.batchTx().pending()).isZero();
            assertThat(backend.batchTx().get(Bucket.META, bytes("index"))).contains(bytes("7"));
        }
    }

    @Test
    void hookWritesIntoTheSameBatch() throws IOException {
        try (var backend = open()) {
            backend.onBeforeCommit(() -> backend.batchTx().put(Bucket.META, bytes("index"), bytes("7")));
            backend.batchTx().put(Bucket.KEY, bytes("k"), bytes("v"));
            backend.batchTx().commit();
            assertThat(backend.batchTx().pending()).isZero();
            assertThat(get(backend, "index")).isEqualTo("7");
        }
    }

    @Test
    void commitIsDueByAgeOrBySize() throws IOException {
        var options = new BackendOptions(Duration.ofMillis(100), 3, 0, CommitListener.NONE);
        try (var backend = Backend.open(dir, options)) {
            var tx = backend.batchTx();
            var now = System.nanoTime();
            assertThat(tx.commitDue(now + Duration.ofHours(1).toNanos())).isFalse();
            tx.put(Bucket.META, bytes("a"), bytes("1"));
            assertThat(tx.commitDue(now)).isFalse();
            assertThat(tx.commitDue(tx.commitDueNanos())).isTrue();
            tx.put(Bucket.META, bytes("b"), bytes("1"));
            tx.put(Bucket.META, bytes("c"), bytes("1"));
            assertThat(tx.commitDue(now)).isTrue();
        }
    }

    @Test
    void readersOfAnOlderSnapshotGoOnWhileNewerOnesComeAndGo() throws IOException {
        try (var backend = open()) {
            backend.batchTx().put(Bucket.META, bytes("a"), bytes("1"));
            backend.batchTx().commit();
            backend.sync();
            try (var old = backend.readTx()) {
                for (var i = 0; i < 50; i++) {
                    backend.batchTx().put(Bucket.META, bytes("a"), bytes("new" + i));
                    backend.batchTx().commit();
                }
                backend.sync();
                // What it opened with is below what it may see of later writes.
                assertThat(old.get(Bucket.META, bytes("a"))).isPresent();
                assertThat(get(backend, "a")).isEqualTo("new49");
            }
        }
    }

    @Test
    void secondOpenOfTheSameDirectoryIsRefused() throws IOException {
        try (var backend = open()) {
            assertThat(backend.sizeBytes()).isPositive();
            assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining(dir.toString());
        }
    }

    @Test
    void randomOperationsMatchATreeMapAndTheCheckFindsNothing() throws IOException {
        var random = new Random(42);
        var model = new TreeMap<byte[], byte[]>(Arrays::compareUnsigned);
        var backend = open();
        for (var step = 0; step < 20_000; step++) {
            var key = bytes("k" + random.nextInt(500));
            switch (random.nextInt(10)) {
                case 0, 1 -> {
                    backend.batchTx().delete(Bucket.META, key);
                    model.remove(key);
                }
                case 2 ->
                    assertThat(backend.batchTx().get(Bucket.META, key).orElse(null))
                            .isEqualTo(model.get(key));
                default -> {
                    var value = bytes("v" + random.nextInt());
                    backend.batchTx().put(Bucket.META, key, value);
                    model.put(key, value);
                }
            }
            if (random.nextInt(100) == 0) {
                backend.batchTx().commit();
            }
            if (random.nextInt(300) == 0) {
                assertSameRange(backend, model, random);
            }
            if (random.nextInt(4000) == 0) {
                backend.close();
                backend = open();
            }
        }
        backend.batchTx().commit();
        backend.sync();
        var report = BackendCheck.run(backend);
        assertThat(report.findings()).isEmpty();
        assertThat(report.entries()).containsEntry(Bucket.META, (long) model.size());
        assertThat(backend.sizeInUseBytes()).isGreaterThan(report.bytes()).isLessThanOrEqualTo(backend.sizeBytes());
        backend.close();
    }

    private static void assertSameRange(Backend backend, NavigableMap<byte[], byte[]> model, Random random) {
        var from = bytes("k" + random.nextInt(500));
        var to = random.nextBoolean() ? new byte[0] : bytes("k" + random.nextInt(500));
        var limit = random.nextInt(20);
        List<String> found = new ArrayList<>();
        try (var tx = backend.readTx()) {
            tx.range(Bucket.META, from, to, limit, (key, value) -> found.add(text(key) + "=" + text(value)));
        }
        var expected = model.tailMap(from, true).entrySet().stream()
                .takeWhile(e -> to.length == 0 || Arrays.compareUnsigned(e.getKey(), to) < 0)
                .limit(limit == 0 ? Long.MAX_VALUE : limit)
                .map(e -> text(e.getKey()) + "=" + text(e.getValue()))
                .toList();
        assertThat(found).isEqualTo(expected);
    }

    private Backend open() throws IOException {
        return Backend.open(dir, BackendOptions.defaults());
    }

    private static String get(Backend backend, String key) {
        try (var tx = backend.readTx()) {
            return tx.get(Bucket.META, bytes(key)).map(BackendTest::text).orElse("");
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
