package dev.etcetera.backend;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Supplier;
import jetbrains.exodus.io.Block;
import jetbrains.exodus.io.DataWriter;
import jetbrains.exodus.io.RemoveBlockType;
import jetbrains.exodus.log.LogUtil;
import org.jspecify.annotations.Nullable;

/**
 * Writes Xodus's files, and waits where the disk has no room: a transaction that is being written is finished once there is
 * some, as if nothing had happened. Left to itself Xodus gives the transaction up, and the whole environment if its files
 * cannot be brought back to where they were. Used by one thread at a time, under Xodus's commit lock.
 *
 * <p>After a failed fsync nothing more is written or promised: the system tells of a lost page once, so a second fsync would
 * succeed. Xodus itself forgets such failures where its cleaning or a directory meets them.
 */
final class PatientDataWriter implements DataWriter {
    private final DataWriter files;
    private final File dir;
    private final FullDisk fullDisk;
    private final Syncing syncing;
    private File file;
    /** How long the file is by what was written to it. */
    private long length;

    private @Nullable UncheckedIOException failure;

    /** How what Xodus has written to a file, and the names of files, become durable. */
    interface Syncing {
        /** Before the call returns. */
        Syncing AT_ONCE = new Syncing() {
            @Override
            public void sync(DataWriter files, File file) {
                files.sync();
            }

            // Xodus itself would only warn.
            @Override
            public void syncDirectory(File directory) throws IOException {
                try (var channel = FileChannel.open(directory.toPath(), StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        };

        void sync(DataWriter files, File file) throws IOException;

        void syncDirectory(File directory) throws IOException;
    }

    PatientDataWriter(DataWriter files, File dir, FullDisk fullDisk, Syncing syncing) {
        this.files = files;
        this.dir = dir;
        this.fullDisk = fullDisk;
        this.syncing = syncing;
        this.file = dir;
    }

    @Override
    public Block openOrCreateBlock(long address, long blockLength) {
        var block = persist(() -> files.openOrCreateBlock(address, blockLength));
        file = new File(dir, LogUtil.getLogFilename(address));
        length = blockLength;
        return block;
    }

    /** A refused write may have written its beginning: the rest follows. */
    @Override
    public Block write(byte[] bytes, int offset, int count) {
        var end = length + count;
        return persist(() -> {
            var missing = (int) (end - length);
            try {
                var block = files.write(bytes, offset + count - missing, missing);
                length = end;
                return block;
            } finally {
                if (length < end) {
                    length = Math.max(length, Math.min(end, file.length()));
                }
            }
        });
    }

    private <T> T persist(Supplier<T> attempt) {
        requireSound();
        while (true) {
            try {
                return attempt.get();
            } catch (Exception failure) {
                await(failure);
            }
        }
    }

    private void await(Exception failure) {
        var refused = ioFailure(failure);
        if (refused.isEmpty()) {
            throw failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
        }
        try {
            fullDisk.await(refused.get());
        } catch (IOException givenUp) {
            throw fail("write to " + file, givenUp);
        }
    }

    /** Xodus is written in Kotlin and throws IOException unannounced, or wrapped. */
    private static Optional<IOException> ioFailure(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof IOException io) {
                return Optional.of(io);
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean isOpen() {
        return files.isOpen();
    }

    @Override
    public void sync() {
        requireSound();
        try {
            syncing.sync(files, file);
        } catch (Exception e) {
            throw fail("fsync of " + file, e);
        }
    }

    @Override
    public void syncDirectory() {
        requireSound();
        try {
            syncing.syncDirectory(dir);
        } catch (IOException e) {
            throw fail("fsync of " + dir, e);
        }
    }

    private UncheckedIOException fail(String what, Exception cause) {
        var message = ioFailure(cause).map(Throwable::getMessage).orElseGet(cause::toString);
        var first = failure;
        if (first == null) {
            first = new UncheckedIOException(new IOException("backend: %s failed: %s".formatted(what, message), cause));
            failure = first;
        }
        return first;
    }

    private void requireSound() {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        files.close();
    }

    @Override
    public void clear() {
        files.clear();
    }

    @Override
    public void removeBlock(long blockAddress, RemoveBlockType how) {
        files.removeBlock(blockAddress, how);
    }

    @Override
    public void truncateBlock(long blockAddress, long blockLength) {
        files.truncateBlock(blockAddress, blockLength);
    }

    @Override
    public boolean lock(long timeout) {
        return files.lock(timeout);
    }

    @Override
    public boolean release() {
        return files.release();
    }

    @Override
    public String lockInfo() {
        return files.lockInfo();
    }
}
