package dev.etcetera.server.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The databases that came with snapshots of other members, as etcd names them: {@code member/snap/%016x.snap.db}. A file of
 * that name is whole and on disk; what is being received has another name. Any thread.
 */
public final class SnapshotFiles {
    private static final String DRAFT_PREFIX = "tmp";
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})\\.snap\\.db");

    private final Path dir;

    /** The files in a directory that exists. */
    public SnapshotFiles(Path dir) {
        this.dir = dir;
    }

    /** The database at that index, if it was received. */
    public Optional<Path> find(long index) {
        Path file = path(index);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    /** Where the database at that index lies, or would lie. */
    public Path path(long index) {
        return dir.resolve("%016x.snap.db".formatted(index));
    }

    /** Begins to receive a database. */
    public Draft begin() throws IOException {
        return new Draft(Files.createTempFile(dir, DRAFT_PREFIX, ""));
    }

    /** Deletes databases that are in the backend, or that it is ahead of. */
    public void deleteUpTo(long index) throws IOException {
        deleteIf(found -> Long.compareUnsigned(found, index) <= 0);
    }

    /** Deletes everything, also what was not received to its end. While nothing is received. */
    public void deleteAll() throws IOException {
        for (Path file : children()) {
            if (file.getFileName().toString().startsWith(DRAFT_PREFIX)) {
                Files.deleteIfExists(file);
            }
        }
        deleteIf(found -> true);
    }

    private interface IndexCondition {
        boolean holds(long index);
    }

    private void deleteIf(IndexCondition condition) throws IOException {
        for (Path file : children()) {
            Matcher name = NAME.matcher(file.getFileName().toString());
            if (name.matches() && condition.holds(Long.parseUnsignedLong(name.group(1), 16))) {
                Files.deleteIfExists(file);
            }
        }
    }

    private List<Path> children() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.toList();
        }
    }

    /** A database that is being received. Owned by one thread. */
    public final class Draft implements Closeable {
        private final Path file;
        private final FileChannel channel;
        private long bytes;

        private Draft(Path file) throws IOException {
            this.file = file;
            this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
        }

        public void write(ByteBuffer data) throws IOException {
            while (data.hasRemaining()) {
                bytes += channel.write(data);
            }
        }

        public long bytes() {
            return bytes;
        }

        /** What was received so far, to look at. */
        public Path file() {
            return file;
        }

        /**
         * All has come: gives it its name, for good. One that lies there already is as good. {@code synced} is told how many
         * nanoseconds the disk took for it.
         */
        public Path finish(long index, LongConsumer synced) throws IOException {
            long beganNanos = System.nanoTime();
            channel.force(true);
            synced.accept(System.nanoTime() - beganNanos);
            Path whole = path(index);
            if (Files.exists(whole)) {
                Files.delete(file);
            } else {
                Files.move(file, whole, StandardCopyOption.ATOMIC_MOVE);
            }
            BackendDirs.sync(dir);
            return whole;
        }

        /** Deletes what was not finished. */
        @Override
        public void close() throws IOException {
            channel.close();
            Files.deleteIfExists(file);
        }
    }
}
