package dev.etcetera.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The file whose text Kubernetes shows of a container that has ended. */
final class TerminationLog {
    /** Kubernetes leaves out what is behind them. */
    private static final int MOST_BYTES = 4096;

    private TerminationLog() {}

    /** Writes one line, and of a long one the beginning. */
    static void write(Path file, String message) throws IOException {
        byte[] line = (message.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8);
        int end = Math.min(line.length, MOST_BYTES);
        // Not in the middle of a character.
        while (end < line.length && (line[end] & 0xC0) == 0x80) {
            end--;
        }
        Files.write(file, Arrays.copyOf(line, end));
    }
}
