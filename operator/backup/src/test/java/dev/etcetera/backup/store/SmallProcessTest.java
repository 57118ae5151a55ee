package dev.etcetera.backup.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As in a Pod: a backup goes through a heap that it does not fit in, and what is missing there is named. */
class SmallProcessTest {
    private static final int MEGABYTE = 1 << 20;
    private static final int MEGABYTES = 100;
    private static final String KEY = "big/snapshot.db";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void hundredMegabytesGoThroughAHeapOf48() throws IOException, InterruptedException {
        Process process = start("-Xmx48m");
        String said = said(process);
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Test
    void temporaryDirectoryThatCannotBeUsedIsNamed() throws IOException, InterruptedException {
        Process process = start("-Djava.io.tmpdir=/none");
        assertThat(said(process))
                .contains("zstd cannot be loaded: /none has to be writable and not mounted noexec: Cannot unpack ");
        assertThat(process.waitFor()).isEqualTo(1);
    }

    private Process start(String option) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        option,
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallProcessTest.class.getName(),
                        folder.toString()))
                .redirectErrorStream(true)
                .start();
    }

    private static String said(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        ObjectStore store =
                new SealedStore(new DirectoryStore(folder.resolve("store")), new TestKeys(folder).seal(true, 1));
        byte[] megabyte = new byte[MEGABYTE];
        new Random(1).nextBytes(megabyte);
        try (ObjectWriter writer = store.begin(KEY)) {
            for (int i = 0; i < MEGABYTES; i++) {
                megabyte[i]++;
                writer.write(megabyte, 0, MEGABYTE);
            }
            writer.finish();
        }
        long read = 0;
        try (InputStream in = store.read(KEY)) {
            for (int some = in.read(megabyte); some >= 0; some = in.read(megabyte)) {
                read += some;
            }
        }
        if (read != (long) MEGABYTES * MEGABYTE) {
            throw new IOException("read " + read);
        }
    }
}
