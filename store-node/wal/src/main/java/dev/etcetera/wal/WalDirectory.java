package dev.etcetera.wal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Makes the directory of a new log appear whole: written as `.tmp`, then renamed. */
final class WalDirectory {
    private WalDirectory() {}

    /** An empty directory beside {@code dir}; what an interrupted attempt left there is removed. */
    static Path newDraft(Path dir) throws IOException {
        Path draft = dir.resolveSibling(dir.getFileName() + ".tmp");
        removeFlat(draft);
        Files.createDirectories(parent(draft));
        return Files.createDirectory(
                draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Renames the draft and makes the name durable. An empty directory may stand in its place. */
    static void publish(Path draft, Path dir) throws IOException {
        Disk.syncDirectory(draft);
        Files.deleteIfExists(dir);
        Files.move(draft, dir, StandardCopyOption.ATOMIC_MOVE);
        Disk.syncDirectory(parent(dir));
    }

    private static Path parent(Path dir) {
        return Objects.requireNonNull(dir.toAbsolutePath().getParent(), "a log cannot be the root directory");
    }

    private static void removeFlat(Path dir) throws IOException {
        if (!Files.exists(dir)) {
            return;
        }
        try (Stream<Path> files = Files.list(dir)) {
            List<Path> all = files.toList();
            for (Path file : all) {
                Files.delete(file);
            }
        }
        Files.delete(dir);
    }
}
