package dev.etcetera.backend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class FillingTest {
    /** Several files of eight MiB, and many transactions. */
    private static final int ENTRIES = 20_000;

    private static final int LARGE = 2 << 20;

    @TempDir
    private Path dir;

    @Test
    void whatWasFilledIsABackendWithEverythingInIt() throws IOException {
        var random = new Random(1);
        Map<byte[], byte[]> expected = new TreeMap<>(Arrays::compareUnsigned);
        for (var i = 0; i < ENTRIES; i++) {
            expected.put(key(i), value(random, random.nextInt(2000)));
        }
        expected.put(key(ENTRIES), value(random, LARGE));
        try (var filling = Filling.open(dir)) {
            for (var entry : expected.entrySet()) {
                filling.put(Bucket.KEY, entry.getKey(), entry.getValue());
            }
            filling.put(Bucket.META, key(1), key(2));
            filling.finish();
        }

        Map<byte[], byte[]> found = new TreeMap<>(Arrays::compareUnsigned);
        try (var backend = Backend.open(dir, BackendOptions.defaults());
                var tx = backend.readTx()) {
            tx.range(Bucket.KEY, new byte[0], new byte[0], 0, (key, value) -> {
                found.put(key, value);
                return true;
            });
            assertThat(tx.get(Bucket.META, key(1))).contains(key(2));
            var live = expected.entrySet().stream()
                    .mapToLong(entry -> entry.getKey().length + entry.getValue().length)
                    .sum();
            assertThat(backend.liveBytes()).isEqualTo(live + 2L * key(1).length);
            assertThat(backend.sizeBytes()).isLessThan(live + live / 10);
        }
        assertThat(found.keySet()).containsExactlyElementsOf(expected.keySet());
        assertThat(found).allSatisfy((key, value) -> assertThat(value).isEqualTo(expected.get(key)));
    }

    @Test
    void lastTransactionThatFailsIsToldAtTheEnd() throws IOException {
        try (var filling = Filling.open(dir)) {
            filling.put(Bucket.KEY, key(2), key(2));
            filling.put(Bucket.KEY, key(1), key(1));

            assertThatThrownBy(filling::finish).isInstanceOf(IOException.class);
        }
    }

    @Test
    void diskThatRefusesIsToldToWhoPutsIn() throws IOException {
        try (var filling = Filling.open(dir)) {
            deleteDir();

            assertThatThrownBy(() -> fillAndFinish(filling))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(dir.toString());
        }
    }

    private void deleteDir() throws IOException {
        try (var files = Files.list(dir)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(dir);
    }

    private static void fillAndFinish(Filling filling) throws IOException {
        for (var i = 0; i < ENTRIES; i++) {
            filling.put(Bucket.KEY, key(i), new byte[1000]);
        }
        filling.finish();
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(12)
                .putInt(number)
                .put("revision".getBytes(US_ASCII))
                .array();
    }

    private static byte[] value(Random random, int length) {
        var value = new byte[length];
        random.nextBytes(value);
        return value;
    }
}
