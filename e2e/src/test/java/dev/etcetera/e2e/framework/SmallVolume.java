package dev.etcetera.e2e.framework;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An ext4 file system of limited size at a directory, which a test can fill and empty. Needs the right to mount. */
public final class SmallVolume implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 20;

    private final LoopImage image;

    private SmallVolume(LoopImage image) {
        this.image = image;
    }

    public static SmallVolume mount(Path directory, int mebibytes) {
        return new SmallVolume(LoopImage.mountNew(directory, mebibytes));
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
        return image.directory().resolve("ballast");
    }

    @Override
    public void close() {
        image.unmount();
    }
}
