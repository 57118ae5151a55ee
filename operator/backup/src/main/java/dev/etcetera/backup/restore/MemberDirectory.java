package dev.etcetera.backup.restore;

import dev.etcetera.backup.store.ByteSink;
import dev.etcetera.wal.Wal;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The data directory of a member that is to be. Everything is written into a folder beside it, which takes its name when all
 * of it is durable: it is there whole or not at all. Held by one process at a time, by a lock on a file beside it that is gone
 * when the directory is there. Owned by one thread.
 */
public final class MemberDirectory implements Closeable {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final String REPORT = "restored.json";

    private final Path dir;
    private final Path draft;
    private final Path lockFile;
    private final FileChannel lock;

    private MemberDirectory(Path dir, Path lockFile, FileChannel lock) {
        this.dir = dir;
        this.draft = beside(dir, ".restoring");
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Takes the lock and removes what a crash has left. */
    static MemberDirectory open(Path dataDir) throws IOException {
        Path dir = dataDir.toAbsolutePath().normalize();
        Files.createDirectories(parent(dir));
        Path lockFile = beside(dir, ".restoring.lock");
        FileChannel lock = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (!isFree(lock)) {
                throw new IOException("somebody else is restoring " + dir);
            }
            MemberDirectory directory = new MemberDirectory(dir, lockFile, lock);
            directory.clear();
            return directory;
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private static boolean isFree(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /**
     * Whether a member is there already.
     *
     * @throws IOException when something else is
     */
    boolean isTaken() throws IOException {
        if (Wal.exists(dir.resolve("member").resolve("wal"))) {
            return true;
        }
        if (!Files.exists(dir)) {
            return false;
        }
        try (Stream<Path> files = Files.list(dir)) {
            if (files.findAny().isPresent()) {
                throw new IOException(dir + " holds files, but no member with a log in member/wal: move them away");
            }
        }
        return false;
    }

    /** Makes the folders of a member; returns the one of the name. */
    Path begin() throws IOException {
        Files.createDirectory(draft, OWNER_ONLY);
        Path member = Files.createDirectory(draft.resolve("member"), OWNER_ONLY);
        Files.createDirectory(member.resolve("snap"), OWNER_ONLY);
        return member;
    }

    /** A folder for what is needed meanwhile. */
    Path scratch() throws IOException {
        return Files.createDirectory(draft.resolve("scratch"));
    }

    /** Writes what was restored, for {@link #report}. */
    void leave(String report) throws IOException {
        try (FileChannel file =
                FileChannel.open(draft.resolve(REPORT), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] bytes = report.getBytes(StandardCharsets.UTF_8);
            ByteSink.into(file).write(bytes, 0, bytes.length);
            file.force(true);
        }
    }

    /** What was restored into a data directory that is there, if it was by this program. */
    public static Optional<String> report(Path dataDir) throws IOException {
        Path file = dataDir.resolve(REPORT);
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    /** Gives it its name, once all its files are durable. */
    void publish() throws IOException {
        remove(draft.resolve("scratch"));
        Path member = draft.resolve("member");
        for (Path folder : List.of(member.resolve("snap"), member.resolve("wal"), member, draft)) {
            sync(folder);
        }
        try {
            Files.move(draft, dir, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            throw new IOException(
                    "%s cannot take its place, is it a volume of its own? %s".formatted(dir, e.getMessage()), e);
        }
        sync(parent(dir));
    }

    /** Removes what was written so far. */
    void clear() throws IOException {
        remove(draft);
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            if (!Files.exists(draft)) {
                Files.deleteIfExists(lockFile);
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Path beside(Path dir, String suffix) {
        return dir.resolveSibling(dir.getFileName() + suffix);
    }

    private static Path parent(Path dir) {
        Path parent = dir.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("a data directory cannot be the root directory");
        }
        return parent;
    }
}
