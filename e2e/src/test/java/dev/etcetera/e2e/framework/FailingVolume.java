package dev.etcetera.e2e.framework;

import static dev.etcetera.e2e.framework.LoopImage.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An ext4 file system at a directory, whose disk can fail for real: the loop device becomes shorter than its file system, so
 * that the kernel refuses every write beyond with EIO, and an fsync with it. What was on the disk at that moment can be had back.
 * Needs the right to mount.
 */
public final class FailingVolume implements AutoCloseable {
    private static final String LEFT = "64K";
    private static final int WARM_FILES = 100;

    private LoopImage image;

    private FailingVolume(LoopImage image) {
        this.image = image;
    }

    public static FailingVolume mount(Path directory, int mebibytes) {
        FailingVolume volume = new FailingVolume(LoopImage.mountNew(directory, mebibytes));
        volume.warmUp();
        return volume;
    }

    /** Has the kernel read where the next files go: then creating one succeeds, and writing to it fails. */
    private void warmUp() {
        try {
            List<Path> files = new ArrayList<>();
            for (int i = 0; i < WARM_FILES; i++) {
                files.add(Files.writeString(directory().resolve("warm" + i), "x"));
            }
            for (Path file : files) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path directory() {
        return image.directory();
    }

    /** From now on no write reaches the disk. Whoever writes at this moment waits until it has failed. */
    public void fail() {
        String directory = image.directory().toString();
        String file = image.file().toString();
        String device = run("losetup", "-n", "-O", "NAME", "-j", file).strip();
        run("fsfreeze", "-f", directory);
        try {
            run("cp", "--sparse=always", file, saved().toString());
            run("truncate", "-s", LEFT, file);
            run("losetup", "-c", device);
        } finally {
            run("fsfreeze", "-u", directory);
        }
    }

    /** A good disk in its place, with what had reached the one that failed. Nobody may have a file open. */
    public void replace() {
        image.unmount();
        try {
            Files.delete(image.file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        image = new LoopImage(saved(), image.directory());
        image.mount();
    }

    private Path saved() {
        return image.file().resolveSibling(image.file().getFileName() + ".saved");
    }

    @Override
    public void close() {
        image.unmount();
    }
}
