package dev.etcetera.bbolt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BoltPatchTest {
    @TempDir
    Path dir;

    @Test
    void bucketsThatAreReplacedComeBackAndAllOthersToo() throws IOException {
        for (var seed = 0; seed < 40; seed++) {
            var random = new SplittableRandom(seed);
            var file = dir.resolve("db" + seed);
            var database = new Database();
            for (var bucket = 0; bucket < 6; bucket++) {
                database.bucket("bucket" + bucket).fill("bucket" + bucket, random.nextInt(900), 200, random);
            }
            try (var out = Files.newOutputStream(file)) {
                BoltWriter.plan(database).writeTo(out);
            }
            for (var patch = 0; patch < 3; patch++) {
                Map<String, NavigableMap<byte[], byte[]>> replaced = new HashMap<>();
                for (var i = 0; i < 3; i++) {
                    var name = "bucket" + random.nextInt(8);
                    database.bucket(name).fill(name, random.nextInt(30), 300, random);
                    replaced.put(name, entries(database, name));
                }
                assertThat(BoltPatch.takes(file)).isTrue();
                BoltPatch.replace(file, replaced);
                assertHolds(file, database);
            }
        }
    }

    @Test
    void aFreelistOfManyPagesIsFoundAgain() throws IOException {
        var random = new SplittableRandom(1);
        var file = dir.resolve("db");
        var database = new Database().bucket("large").bucket("small").fill("small", 3, 10, random);
        var value = new byte[4_000];
        for (var i = 0; i < 70_000; i++) {
            database.put("large", new byte[] {1, (byte) (i >> 16), (byte) (i >> 8), (byte) i}, value);
        }
        try (var out = Files.newOutputStream(file)) {
            BoltWriter.plan(database).writeTo(out);
        }
        BoltPatch.replace(file, Map.of("large", new TreeMap<>(Arrays::compareUnsigned)));
        database.bucket("large");
        assertHolds(file, database);
        BoltPatch.replace(file, Map.of("small", entries(database, "small")));
        assertHolds(file, database);
    }

    private static NavigableMap<byte[], byte[]> entries(Database database, String bucket) throws IOException {
        NavigableMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
        database.entries(bucket, entries::put);
        return entries;
    }

    /** With each page in use or free, which reading all of it checks. */
    private static void assertHolds(Path file, Database database) throws IOException {
        try (var read = BoltFile.open(file)) {
            assertThat(read.buckets()).containsExactlyElementsOf(database.buckets());
            for (var bucket : database.buckets()) {
                NavigableMap<byte[], byte[]> found = new TreeMap<>(Arrays::compareUnsigned);
                read.entries(bucket, found::put);
                var expected = entries(database, bucket);
                assertThat(found.keySet()).containsExactlyElementsOf(expected.keySet());
                assertThat(found.values()).containsExactlyElementsOf(expected.values());
            }
        }
    }
}
