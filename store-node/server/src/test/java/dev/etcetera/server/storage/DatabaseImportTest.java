package dev.etcetera.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.bbolt.BoltSource;
import dev.etcetera.bbolt.BoltVisitor;
import dev.etcetera.bbolt.BoltWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatabaseImportTest {
    private static final int VALUES = 256;
    private static final int VALUE_BYTES = 1 << 20;

    @TempDir
    Path temp;

    /** In a JVM of its own, whose heap is a quarter of the database. */
    @Test
    void databaseOfLargeValuesNeedsLittleMemory() throws IOException, InterruptedException {
        Path database = temp.resolve("db");
        try (OutputStream out = Files.newOutputStream(database)) {
            BoltWriter.plan(new LargeValues()).writeTo(out);
        }
        Path backend = Files.createDirectory(temp.resolve("backend"));
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DatabaseImportTest.class.getName(),
                        database.toString(),
                        backend.toString())
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("log").toFile())
                .start();
        try {
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue())
                    .as("%s", Files.readString(temp.resolve("log")))
                    .isZero();
        } finally {
            child.destroyForcibly();
        }
    }

    /** The child: imports {@code args[0]} into {@code args[1]}. */
    public static void main(String[] args) throws IOException {
        DatabaseImport.run(Path.of(args[0]), Path.of(args[1]));
    }

    private static final class LargeValues implements BoltSource {
        @Override
        public List<String> buckets() {
            return List.of("key");
        }

        @Override
        public void entries(String bucket, BoltVisitor visitor) throws IOException {
            byte[] value = new byte[VALUE_BYTES];
            for (int i = 0; i < VALUES; i++) {
                visitor.entry(ByteBuffer.allocate(Integer.BYTES).putInt(i).array(), value);
            }
        }
    }
}
