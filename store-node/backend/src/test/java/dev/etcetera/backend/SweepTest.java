package dev.etcetera.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values are there to the byte: within a page, across pages, and across several. */
final class SweepTest {
    private static final int KEYS = 400;
    private static final int STEPS = 1_500;
    /** More than two pages of a sweep. */
    private static final int MOST_BYTES = 150_000;

    @TempDir
    private Path dir;

    private record Entry(long key, int hash, int bytes) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aSweepSeesWhatARangeSeesCommittedOrNot(long seed) throws IOException {
        var random = new SplittableRandom(seed);
        var model = new TreeMap<Long, byte[]>();
        try (var backend = Backend.open(dir, neverByItself())) {
            for (var step = 0; step < STEPS; step++) {
                change(backend, model, random);
                if (random.nextInt(100) == 0) {
                    backend.batchTx().commit();
                }
                if (random.nextInt(100) == 0) {
                    var end = random.nextLong(KEYS + 1);
                    try (var tx = backend.readTx()) {
                        assertThat(swept(tx, end)).as("seed " + seed).isEqualTo(entries(model.headMap(end)));
                        assertThat(swept(tx, end)).isEqualTo(ranged(tx, end));
                    }
                }
            }
        }
    }

    @Test
    void aViewHasEveryByteItHadWhileFilesAreCleanedAway() throws IOException {
        var random = new SplittableRandom(5);
        var model = new TreeMap<Long, byte[]>();
        try (var backend = Backend.open(dir, neverByItself())) {
            fill(backend, model, random);
            var frozen = entries(model);
            try (var view = backend.committed()) {
                for (var round = 0; round < 10; round++) {
                    fill(backend, model, random);
                    backend.defragment();
                    assertThat(scanned(view)).isEqualTo(frozen);
                }
            }
            try (var view = backend.committed()) {
                assertThat(scanned(view)).isEqualTo(entries(model));
            }
        }
    }

    @Test
    void aSweepChangesNothingOnDisk() throws IOException {
        var random = new SplittableRandom(6);
        var model = new TreeMap<Long, byte[]>();
        try (var backend = Backend.open(dir, neverByItself())) {
            fill(backend, model, random);
            backend.sync();
            var before = files();
            try (var view = backend.committed()) {
                scanned(view);
            }
            assertThat(files()).isEqualTo(before);
            fill(backend, model, random);
        }
        try (var backend = Backend.open(dir, neverByItself());
                var tx = backend.readTx()) {
            assertThat(swept(tx, KEYS)).isEqualTo(entries(model));
        }
    }

    @Test
    void anEmptyBackendIsSweptToo() throws IOException {
        try (var backend = Backend.open(dir, neverByItself());
                var tx = backend.readTx();
                var view = backend.committed()) {
            assertThat(swept(tx, KEYS)).isEmpty();
            assertThat(scanned(view)).isEmpty();
        }
    }

    private static BackendOptions neverByItself() {
        return new BackendOptions(Duration.ofDays(1), Integer.MAX_VALUE, 1 << 20, CommitListener.NONE);
    }

    private static void fill(Backend backend, SortedMap<Long, byte[]> model, SplittableRandom random) {
        for (var change = 0; change < KEYS; change++) {
            change(backend, model, random);
        }
        backend.batchTx().commit();
    }

    private static void change(Backend backend, SortedMap<Long, byte[]> model, SplittableRandom random) {
        var key = random.nextLong(KEYS);
        if (random.nextInt(4) == 0) {
            backend.batchTx().delete(Bucket.KEY, bytes(key));
            model.remove(key);
        } else {
            var value = new byte[random.nextBoolean() ? random.nextInt(2_000) : random.nextInt(MOST_BYTES)];
            random.nextBytes(value);
            backend.batchTx().put(Bucket.KEY, bytes(key), value);
            model.put(key, value);
        }
    }

    private static List<Entry> swept(ReadTx tx, long end) {
        var seen = new ArrayList<Entry>();
        tx.sweep(Bucket.KEY, bytes(end), collector(seen));
        return seen;
    }

    private static List<Entry> ranged(ReadTx tx, long end) {
        var seen = new ArrayList<Entry>();
        tx.range(Bucket.KEY, new byte[0], bytes(end), 0, collector(seen));
        return seen;
    }

    private static List<Entry> scanned(CommittedView view) {
        var seen = new ArrayList<Entry>();
        view.scan(Bucket.KEY, collector(seen));
        return seen;
    }

    private static EntryVisitor collector(List<Entry> seen) {
        return (key, value) -> seen.add(entry(ByteBuffer.wrap(key).getLong(), value));
    }

    private static List<Entry> entries(SortedMap<Long, byte[]> model) {
        return model.entrySet().stream()
                .map(entry -> entry(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Entry entry(long key, byte[] value) {
        return new Entry(key, Arrays.hashCode(value), value.length);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.sorted().map(SweepTest::described).toList();
        }
    }

    private static String described(Path file) {
        try {
            return file.getFileName() + " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(long key) {
        return ByteBuffer.allocate(Long.BYTES).putLong(key).array();
    }
}
