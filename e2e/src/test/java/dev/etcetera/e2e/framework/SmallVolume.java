package dev.etcetera.e2e.framework;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An ext4 file system of limited size at a directory, which a test can fill and empty. Needs the right to mount. */
public final class SmallVolume implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 20;

    private final Path directory;

    private SmallVolume(Path directory) {
        this.directory = directory;
    }

    public static SmallVolume mount(Path directory, int mebibytes) {
        Path image = directory.resolveSibling(directory.getFileName() + ".ext4");
        try {
            Files.createDirectories(directory);
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                file.setLength((long) mebibytes << 20);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("mkfs.ext4", "-q", "-m", "0", image.toString());
        run("mount", "-o", "loop", image.toString(), directory.toString());
        return new SmallVolume(directory);
    }

    /** Takes every byte that is left, and again what is given back meanwhile, until it is all gone. */
    public void fill() {
        byte[] chunk = new byte[CHUNK_BYTES];
        try (OutputStream out = Files.newOutputStream(ballast())) {
            for (int bytes = CHUNK_BYTES; bytes > 0; ) {
                bytes = tryWrite(out, chunk, bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes to try next: as many, or half as many when there was no room for them. */
    private static int tryWrite(OutputStream out, byte[] chunk, int bytes) {
        try {
            out.write(chunk, 0, bytes);
            return bytes;
        } catch (IOException noRoom) {
            return bytes / 2;
        }
    }

    /** Gives back what the ballast took. */
    public void free() {
        try {
            Files.deleteIfExists(ballast());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path ballast() {
        return directory.resolve("ballast");
    }

    @Override
    public void close() {
        run("umount", "-l", directory.toString());
    }

    private static void run(String... words) {
        Command.Result result = new Command(List.of(words)).run();
        if (result.exit() != 0) {
            throw new AssertionError(result.toString());
        }
    }
}
