package dev.etcetera.bbolt;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Buckets in memory: what is written, and what is expected back. */
final class Database implements BoltSource {
    private final Map<String, TreeMap<byte[], byte[]>> buckets = new TreeMap<>();

    Database bucket(String name) {
        buckets.put(name, new TreeMap<>(Arrays::compareUnsigned));
        return this;
    }

    Database put(String bucket, byte[] key, byte[] value) {
        of(bucket).put(key, value);
        return this;
    }

    Database put(String bucket, String key, String value) {
        return put(bucket, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code count} entries with random keys and values of up to {@code maxValueBytes}. */
    Database fill(String bucket, int count, int maxValueBytes, SplittableRandom random) {
        for (var i = 0; i < count; i++) {
            var key = new byte[random.nextInt(1, 40)];
            random.nextBytes(key);
            var value = new byte[random.nextInt(maxValueBytes + 1)];
            random.nextBytes(value);
            put(bucket, key, value);
        }
        return this;
    }

    @Override
    public List<String> buckets() {
        return List.copyOf(buckets.keySet());
    }

    @Override
    public void entries(String bucket, BoltVisitor visitor) throws IOException {
        for (var entry : of(bucket).entrySet()) {
            visitor.entry(entry.getKey(), entry.getValue());
        }
    }

    private Map<byte[], byte[]> of(String bucket) {
        return Objects.requireNonNull(buckets.get(bucket));
    }

    Path writeTo(Path file) throws IOException {
        var writer = BoltWriter.plan(this);
        try (OutputStream out = Files.newOutputStream(file)) {
            writer.writeTo(out);
        }
        return file;
    }

    static Database read(Path file) throws IOException {
        var database = new Database();
        try (var open = BoltFile.open(file)) {
            for (var bucket : open.buckets()) {
                database.bucket(bucket);
                open.entries(bucket, (key, value) -> database.put(bucket, key, value));
            }
        }
        return database;
    }

    /** Entries and buckets that are not the same here and there, each counted once, in order. */
    int differences(Database other) {
        if (buckets.size() != other.buckets.size()) {
            return Integer.MAX_VALUE;
        }
        var differences = 0;
        for (var bucket : buckets.keySet()) {
            var mine = List.copyOf(of(bucket).entrySet());
            var theirs = List.copyOf(Objects.requireNonNullElseGet(other.buckets.get(bucket), () -> of(bucket))
                    .entrySet());
            if (mine.size() != theirs.size()) {
                return Integer.MAX_VALUE;
            }
            differences += other.buckets.containsKey(bucket) ? 0 : 1;
            for (var i = 0; i < mine.size(); i++) {
                var same = Arrays.equals(mine.get(i).getKey(), theirs.get(i).getKey())
                        && Arrays.equals(mine.get(i).getValue(), theirs.get(i).getValue());
                differences += same ? 0 : 1;
            }
        }
        return differences;
    }
}
