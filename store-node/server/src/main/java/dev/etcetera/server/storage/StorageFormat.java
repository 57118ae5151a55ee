package dev.etcetera.server.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The layout version of a data directory: one line {@code etcetera-storage <version>} in {@code member/FORMAT}. A release
 * reads its own version and older ones, and refuses newer ones before it touches anything.
 */
final class StorageFormat {
    static final int CURRENT = 1;
    private static final String PREFIX = "etcetera-storage ";

    private StorageFormat() {}

    static void check(Path file, Path root) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        String line = Files.readString(file).strip();
        int version = parse(line);
        if (version < 0) {
            throw new DataDirException(file + " holds \"" + line + "\", not a storage version: is " + root
                    + " really a data directory of a store node?");
        }
        if (version > CURRENT) {
            throw new DataDirException("data directory " + root + " has storage version " + version
                    + ", this release reads up to " + CURRENT + ": use the newer release that wrote it");
        }
    }

    /** Writes the current version so that it is either wholly there or not at all. */
    static void write(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Path fresh = file.resolveSibling("FORMAT.tmp");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap((PREFIX + CURRENT + "\n").getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static int parse(String line) {
        String digits = line.startsWith(PREFIX) ? line.substring(PREFIX.length()) : "";
        return digits.matches("[0-9]{1,6}") ? Integer.parseInt(digits) : -1;
    }
}
