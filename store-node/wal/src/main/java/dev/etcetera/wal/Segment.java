package dev.etcetera.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One open segment file, locked when it is open for writing. Owned by whoever opened it.
 *
 * <p>The lock is the kernel's record lock, the one etcd takes, so that a Java and a Go member see each other. It belongs to
 * the process and falls when the process closes <em>any</em> channel of the file: a locked segment is read through this
 * channel only.
 */
record Segment(Path path, SegmentName name, FileChannel channel) {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);
    private static final Set<OpenOption> WRITE = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final Set<OpenOption> CREATE = Set.of(
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING);
    private static final int ZEROS_BYTES = 1 << 20;

    static Segment openForRead(Path dir, SegmentName name) throws IOException {
        Path path = dir.resolve(name.toString());
        return new Segment(path, name, FileChannel.open(path, READ));
    }

    static Segment openLocked(Path dir, SegmentName name) throws IOException {
        Path path = dir.resolve(name.toString());
        FileChannel channel = FileChannel.open(path, WRITE);
        lock(channel, path);
        return new Segment(path, name, channel);
    }

    /** An empty file that only the owner may read. */
    static FileChannel create(Path path) throws IOException {
        return FileChannel.open(
                path, CREATE, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Closes the channel when somebody else has the file. */
    static void lock(FileChannel channel, Path path) throws IOException {
        try {
            @Nullable FileLock lock = channel.tryLock();
            if (lock != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new DataDirLockedException(path);
        }
        channel.close();
        throw new DataDirLockedException(path);
    }

    /** Writes zeros, so that this part of the file has its place on the disk and a later fsync is short. */
    static void fill(FileChannel channel, long from, long to) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS_BYTES, to - from));
        long at = from;
        while (at < to) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), to - at));
            at += channel.write(zeros, at);
        }
    }

    /** Extends the file to {@code bytes} at once; the disk finds the room when it is written. */
    static void extend(FileChannel channel, long bytes) throws IOException {
        if (channel.size() < bytes) {
            channel.write(ByteBuffer.allocate(1), bytes - 1);
        }
    }
}
