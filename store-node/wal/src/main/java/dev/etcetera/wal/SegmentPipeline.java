package dev.etcetera.wal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Prepares the next segment file (`0.tmp`, `1.tmp`, alternating) on its own thread while the current one fills, so that a cut
 * waits for no allocation. Owned by the {@link Wal}.
 */
final class SegmentPipeline {
    private final Path dir;
    private final long segmentBytes;
    private final FullDisk fullDisk;
    private int count;
    private @Nullable FutureTask<FileChannel> next;

    SegmentPipeline(Path dir, long segmentBytes, FullDisk fullDisk) {
        this.dir = dir;
        this.segmentBytes = segmentBytes;
        this.fullDisk = fullDisk;
    }

    /** Where the file lies that {@link #take} hands out next. */
    Path nextPath() {
        return dir.resolve(count % 2 + ".tmp");
    }

    /** Begins with the next file unless that is under way or the disk has no room for it. */
    void prepare() {
        if (next == null && fullDisk.hasRoomFor(segmentBytes)) {
            var _ = start();
        }
    }

    /** Waits for the next file; false when the disk has no room for it. */
    boolean awaitPrepared() throws IOException {
        if (next == null && !fullDisk.hasRoomFor(segmentBytes)) {
            return false;
        }
        FutureTask<FileChannel> task = start();
        try {
            var _ = await(task);
            return true;
        } catch (IOException failure) {
            if (fullDisk.hasRoomFor(segmentBytes)) {
                throw failure;
            }
            next = null;
            return false;
        }
    }

    /** The next file, waiting for it if need be; it lies at {@link #nextPath} as it was before this call. */
    FileChannel take() throws IOException {
        FutureTask<FileChannel> task = start();
        next = null;
        count++;
        return await(task);
    }

    /** Removes what was prepared and not taken. */
    void close() throws IOException {
        if (next != null) {
            await(next).close();
            next = null;
            Files.deleteIfExists(nextPath());
        }
    }

    private FutureTask<FileChannel> start() {
        FutureTask<FileChannel> running = next;
        if (running != null) {
            return running;
        }
        Path path = nextPath();
        FutureTask<FileChannel> task = new FutureTask<>(() -> create(path));
        next = task;
        Thread.ofPlatform().daemon().name("wal-segment").start(task);
        return task;
    }

    private FileChannel create(Path path) throws IOException {
        FileChannel channel = Segment.create(path);
        try {
            Segment.fill(channel, 0, segmentBytes);
            channel.force(true);
            Segment.lock(channel, path);
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(path);
            throw e;
        }
        return channel;
    }

    private static FileChannel await(FutureTask<FileChannel> task) throws IOException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IOException(
                    "the next segment could not be prepared: " + (cause == null ? e : cause).getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("wal: interrupted while the next segment was prepared");
        }
    }
}
