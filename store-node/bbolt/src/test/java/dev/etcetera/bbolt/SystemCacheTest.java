package dev.etcetera.bbolt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** On the disk of the project: a directory for temporary files may be one in memory. */
@EnabledOnOs(OS.LINUX)
final class SystemCacheTest {
    private static final int PART = 1 << 20;
    private static final int ENTRIES = 20_000;
    private static final String BUCKET = "key";

    private Path path;
    private int parts;

    @BeforeEach
    void writeDatabase() throws IOException {
        var database = new Database().bucket(BUCKET).fill(BUCKET, ENTRIES, 4_000, new SplittableRandom(1));
        path = Files.createTempFile(Files.createDirectories(Path.of("target")), "cache", ".db");
        try (var out = new BufferedOutputStream(Files.newOutputStream(path))) {
            BoltWriter.plan(database).writeTo(out);
        }
        try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        parts = (int) (Files.size(path) / PART);
    }

    @AfterEach
    void deleteDatabase() throws IOException {
        Files.delete(path);
    }

    @Test
    void whatIsReadForTheLastTimeDoesNotStayInMemory() throws IOException {
        try (var file = BoltFile.openForTheLastTime(path)) {
            assertThat(readAll(file)).isGreaterThan(ENTRIES / 2);
        }
        assertThat(partsInMemory()).isLessThan(parts / 2);
    }

    @Test
    void whatIsReadStaysInMemory() throws IOException {
        try (var file = BoltFile.open(path)) {
            assertThat(readAll(file)).isGreaterThan(ENTRIES / 2);
        }
        assertThat(partsInMemory()).isGreaterThan(parts / 2);
    }

    private static int readAll(BoltFile file) throws IOException {
        var count = new int[1];
        file.entries(BUCKET, (key, value) -> count[0]++);
        return count[0];
    }

    /** Of a megabyte. */
    private int partsInMemory() throws IOException {
        var inMemory = 0;
        try (var channel = FileChannel.open(path)) {
            for (var part = 0; part < parts; part++) {
                if (channel.map(FileChannel.MapMode.READ_ONLY, (long) part * PART, PART)
                        .isLoaded()) {
                    inMemory++;
                }
            }
        }
        return inMemory;
    }
}
