package dev.etcetera.server.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * A member's folders, held by one process at a time through a lock on {@code member/LOCK}.
 *
 * <pre>
 * data-dir/member/FORMAT     version of the layout, read before anything else
 * data-dir/member/LOCK       held while a process runs
 * data-dir/member/wal/       etcd's WAL segments (or --wal-dir)
 * data-dir/member/snap/      etcd's .snap and .snap.db files
 * data-dir/member/backend/   the key-value backend, or one of its successors: see {@link BackendDirs}
 * </pre>
 */
public final class DataDir implements Closeable {
    private static final Set<PosixFilePermission> OWNER_ONLY = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final Path member;
    private final Path wal;
    private final FileChannel lockFile;

    private DataDir(Path member, Path wal, FileChannel lockFile) {
        this.member = member;
        this.wal = wal;
        this.lockFile = lockFile;
    }

    /**
     * Creates what is missing, checks that this release can read what is there, and takes the lock. Nothing is changed
     * when it throws.
     *
     * @throws DataDirException with one line that says what is wrong and what to do
     */
    public static DataDir open(Path root, Path wal) throws IOException {
        Path member = root.resolve("member");
        if (Files.exists(member.resolve("snap").resolve("db"))) {
            throw new DataDirException("data directory " + root + " was written by Go etcd: start this member with an"
                    + " empty directory and let it join, or restore a snapshot");
        }
        StorageFormat.check(member.resolve("FORMAT"), root);
        createOwnerOnly(root);
        createOwnerOnly(member);
        FileChannel lockFile = lock(member.resolve("LOCK"), root);
        try {
            StorageFormat.write(member.resolve("FORMAT"));
            createOwnerOnly(member.resolve("snap"));
            createOwnerOnly(new BackendDirs(member).current());
        } catch (IOException failure) {
            lockFile.close();
            throw failure;
        }
        return new DataDir(member, wal, lockFile);
    }

    public Path wal() {
        return wal;
    }

    public Path snap() {
        return member.resolve("snap");
    }

    /** The databases that come with snapshots. */
    public SnapshotFiles snapshots() {
        return new SnapshotFiles(snap());
    }

    /** Where the backend lies. */
    public BackendDirs backends() {
        return new BackendDirs(member);
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }

    private static FileChannel lock(Path file, Path root) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException held) {
            // Held by this very process: the same answer as for another one.
        }
        channel.close();
        throw new DataDirException("data directory " + root
                + " is in use by another etcd process: stop it first, or give" + " this member its own --data-dir");
    }

    static void createOwnerOnly(Path dir) throws IOException {
        if (!Files.isDirectory(dir)) {
            Files.createDirectories(dir);
            Files.setPosixFilePermissions(dir, OWNER_ONLY);
        }
    }
}
