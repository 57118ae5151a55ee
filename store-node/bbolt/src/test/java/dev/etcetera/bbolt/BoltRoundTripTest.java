package dev.etcetera.bbolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BoltRoundTripTest {
    @TempDir
    Path dir;

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        var database = new Database().bucket("a").bucket("b").put("b", "k", "v").put("b", "l", "");

        assertReadsBack(database);
    }

    @Test
    void emptyAndSmallBucketsLieInTheBucketOfBuckets() throws IOException {
        var database = new Database().bucket("alarm").bucket("meta").put("meta", "term", "5");

        assertThat(BoltWriter.plan(database).sizeBytes()).isEqualTo(4 * 4096L);
        assertReadsBack(database);
    }

    @Test
    void aDatabaseWithoutBucketsIsOne() throws IOException {
        assertReadsBack(new Database());
    }

    @Test
    void randomDatabasesComeBackWhateverTheSizesOfTheirEntries() throws IOException {
        for (var seed = 0; seed < 60; seed++) {
            var random = new SplittableRandom(seed);
            var database = new Database();
            for (var bucket = 0; bucket < random.nextInt(6); bucket++) {
                var name = "bucket" + bucket;
                database.bucket(name).fill(name, random.nextInt(1_500), 1 << random.nextInt(14), random);
            }
            assertReadsBack(database);
        }
    }

    @Test
    void manyBucketsNeedATreeOfTheirOwn() throws IOException {
        var database = new Database();
        for (var i = 0; i < 500; i++) {
            database.bucket("bucket" + i).put("bucket" + i, "key", "value" + i);
        }

        assertReadsBack(database);
    }

    @Test
    void longKeysMakeBranchesLargerThanAPage() throws IOException {
        var random = new SplittableRandom(7);
        var database = new Database().bucket("long");
        for (var i = 0; i < 90; i++) {
            var key = new byte[i % 3 == 0 ? 32_768 : 3_000];
            random.nextBytes(key);
            database.put("long", key, new byte[] {(byte) i});
        }

        assertReadsBack(database);
    }

    @Test
    void aValueOfManyMegabytesLiesInFurtherPages() throws IOException {
        var value = new byte[5_000_000];
        new SplittableRandom(1).nextBytes(value);
        var database = new Database().bucket("key").put("key", "a", "1").put("key", "c", "3");
        database.put("key", new byte[] {'b'}, value);

        assertReadsBack(database);
    }

    @Test
    void aMillionEntriesMakeThreeLevels() throws IOException {
        var file = dir.resolve("million");
        var source = new Revisions(1_000_000);
        var writer = BoltWriter.plan(source);
        try (var out = Files.newOutputStream(file)) {
            writer.writeTo(out);
        }

        var seen = new AtomicLong();
        try (var open = BoltFile.open(file)) {
            open.entries("key", (key, value) -> {
                assertThat(ByteBuffer.wrap(key).getLong()).isEqualTo(seen.getAndIncrement());
                assertThat(value).hasSize(100);
            });
        }
        assertThat(seen).hasValue(1_000_000);
        assertThat(Files.size(file)).isEqualTo(writer.sizeBytes()).isLessThan(1_000_000L * 145);
    }

    @Test
    void aSourceThatChangesBetweenThePassesIsNoticed() throws IOException {
        var walks = new AtomicInteger();
        var writer = BoltWriter.plan(new Revisions(10_000) {
            @Override
            int count() {
                return walks.getAndIncrement() == 0 ? 10_000 : 9_000;
            }
        });

        assertThatThrownBy(() -> writer.writeTo(OutputStream.nullOutputStream()))
                .hasMessage("bbolt: the entries changed while they were written");
    }

    @Test
    void keysOutOfOrderAndEmptyKeysAreRefused() {
        assertThatThrownBy(() -> BoltWriter.plan(entries("b", "a")))
                .hasMessage("bbolt: bucket b: keys do not come in ascending order");
        assertThatThrownBy(() -> BoltWriter.plan(entries("a", "a")))
                .hasMessage("bbolt: bucket b: keys do not come in ascending order");
        assertThatThrownBy(() -> BoltWriter.plan(entries("")))
                .hasMessage("bbolt: bucket b: a key of 0 bytes with a value of 0 bytes cannot be stored");
    }

    private void assertReadsBack(Database database) throws IOException {
        var file = database.writeTo(dir.resolve("db"));

        assertThat(Database.read(file).differences(database)).isZero();
        assertThat(Files.size(file)).isEqualTo(BoltWriter.plan(database).sizeBytes());
    }

    private static BoltSource entries(String... keys) {
        return new BoltSource() {
            @Override
            public List<String> buckets() {
                return List.of("b");
            }

            @Override
            public void entries(String bucket, BoltVisitor visitor) throws IOException {
                for (var key : keys) {
                    visitor.entry(key.getBytes(StandardCharsets.UTF_8), new byte[0]);
                }
            }
        };
    }

    /** One bucket, made up as it is walked. */
    private static class Revisions implements BoltSource {
        private final int count;

        Revisions(int count) {
            this.count = count;
        }

        int count() {
            return count;
        }

        @Override
        public List<String> buckets() {
            return List.of("key");
        }

        @Override
        public void entries(String bucket, BoltVisitor visitor) throws IOException {
            var end = count();
            for (var i = 0L; i < end; i++) {
                visitor.entry(ByteBuffer.allocate(17).putLong(i).array(), new byte[100]);
            }
        }
    }
}
