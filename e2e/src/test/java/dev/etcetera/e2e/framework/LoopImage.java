package dev.etcetera.e2e.framework;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An ext4 file system in a file beside the directory where it is mounted. Needs the right to mount. */
record LoopImage(Path file, Path directory) {
    /** Makes an empty file system and mounts it. */
    static LoopImage mountNew(Path directory, int mebibytes) {
        Path file = directory.resolveSibling(directory.getFileName() + ".ext4");
        try {
            Files.createDirectories(directory);
            try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
                image.setLength((long) mebibytes << 20);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("mkfs.ext4", "-q", "-m", "0", file.toString());
        LoopImage image = new LoopImage(file, directory);
        image.mount();
        return image;
    }

    void mount() {
        run("mount", "-o", "loop", file.toString(), directory.toString());
    }

    /** The loop device goes with the last file that is open. */
    void unmount() {
        run("umount", "-l", directory.toString());
    }

    /** Runs a program that must succeed and returns what it printed. */
    static String run(String... words) {
        Command.Result result = new Command(List.of(words)).run();
        if (result.exit() != 0) {
            throw new AssertionError(List.of(words) + ": " + result);
        }
        return result.out();
    }
}
