package dev.etcetera.bbolt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A snapshot that etcd 3.7.3 made after 62 puts, one of them of 9,000 bytes, and a delete: without a freelist, with a
 * branch, with further pages, and with its SHA-256 behind it.
 */
final class GoFileTest {
    @TempDir
    Path dir;

    private Path file;

    @BeforeEach
    void unpack() throws IOException {
        file = dir.resolve("snapshot.db");
        InputStream packed = Objects.requireNonNull(getClass().getResourceAsStream("etcd-3.7.3-snapshot.db.gz"));
        try (var unpacked = new GZIPInputStream(packed)) {
            Files.copy(unpacked, file);
        }
    }

    @Test
    void allBucketsOfEtcdAreFoundAlsoTheEmptyOnes() throws IOException {
        try (var open = BoltFile.open(file)) {
            assertThat(open.buckets())
                    .containsExactly(
                            "alarm",
                            "auth",
                            "authRoles",
                            "authUsers",
                            "cluster",
                            "key",
                            "lease",
                            "members",
                            "members_removed",
                            "meta");
        }
    }

    @Test
    void everyRevisionIsReadInOrder() throws IOException {
        List<Long> revisions = new ArrayList<>();
        List<Integer> large = new ArrayList<>();
        try (var open = BoltFile.open(file)) {
            open.entries("key", (key, value) -> {
                revisions.add(ByteBuffer.wrap(key).getLong());
                if (value.length > 9_000) {
                    large.add(value.length);
                }
            });
        }

        assertThat(revisions).hasSize(63).isSorted().doesNotHaveDuplicates().endsWith(64L);
        assertThat(large).hasSize(1);
    }

    @Test
    void inlineBucketsAreRead() throws IOException {
        List<String> names = new ArrayList<>();
        try (var open = BoltFile.open(file)) {
            open.entries("meta", (key, value) -> names.add(new String(key, StandardCharsets.US_ASCII)));
        }

        assertThat(names).containsExactly("confState", "consistent_index", "term");
    }

    @Test
    void writtenAgainByUsItHoldsTheSame() throws IOException {
        var original = Database.read(file);

        var copy = original.writeTo(dir.resolve("copy.db"));

        assertThat(Database.read(copy).differences(original)).isZero();
    }
}
