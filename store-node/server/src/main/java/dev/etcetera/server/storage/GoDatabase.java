package dev.etcetera.server.storage;

import dev.etcetera.bbolt.BoltFile;
import dev.etcetera.mvcc.RestoredKeys;
import dev.etcetera.server.log.ZapLog;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The database of a Go member in whose data directory this one starts, {@code member/snap/db}: left there by a member that
 * was stopped, or by {@code etcdutl snapshot restore}. Its log is ours as it is; the database becomes a backend, once.
 * Used by the thread that opens the member, before the backend is opened.
 *
 * <p>What a crash leaves: before the new backend directory has its name, the database as it was; after that both, of the same
 * index, and the database is deleted at the next start. A Go member must not begin again with a database that stood still.
 */
public final class GoDatabase {
    private final DataDir dir;
    private final SnapshotImport.DatabaseReader reader;
    private final ZapLog log;

    /** What came of looking for one. */
    public sealed interface Adoption {
        /** There is none. */
        record None() implements Adoption {}

        /** It has become the backend, with these keys. */
        record Done(RestoredKeys keys) implements Adoption {}

        /** It had become the backend before a crash. */
        record DoneBefore() implements Adoption {}

        /** Whether the backend is one that a Go member left. */
        default boolean happened() {
            return !(this instanceof None);
        }
    }

    public GoDatabase(DataDir dir, SnapshotImport.DatabaseReader reader, ZapLog log) {
        this.dir = dir;
        this.reader = reader;
        this.log = log;
    }

    /**
     * Takes over the database, if there is one.
     *
     * @throws IOException with one line that says what is wrong, when it is damaged or when there is a backend besides
     */
    public Adoption adopt() throws IOException {
        Path database = dir.goDatabase();
        if (!Files.exists(database)) {
            return new Adoption.None();
        }
        Adoption adoption = takeOver(database, consistentIndex(database));
        delete(database);
        log.info("took over the database of a Go member and deleted it", "path", database.toString());
        return adoption;
    }

    /**
     * It has no name any more, durably, when this returns. Its bytes go when the last who has it open is done with it, on a thread
     * of its own: that takes the system a quarter of a second for a gigabyte.
     */
    private void delete(Path database) throws IOException {
        FileChannel held = FileChannel.open(database, StandardOpenOption.READ);
        try {
            Files.delete(database);
            BackendDirs.sync(dir.snap());
        } finally {
            Thread.ofPlatform().name("database-release").daemon().start(() -> release(held, database));
        }
    }

    private void release(FileChannel held, Path database) {
        try (held) {
            log.debug("releasing the database of a Go member", "path", database.toString());
        } catch (IOException e) {
            log.warn("failed to release the database of a Go member", "error", e.toString());
        }
    }

    private Adoption takeOver(Path database, long index) throws IOException {
        BackendDirs backends = dir.backends();
        if (!backends.isInUse()) {
            log.info(
                    "taking over the database of a Go member",
                    "path",
                    database.toString(),
                    "size",
                    Files.size(database),
                    "consistent-index",
                    index);
            return new Adoption.Done(backends.replace(index, empty -> reader.read(database, empty)));
        }
        if (!backends.holds(index)) {
            throw new DataDirException("data directory holds two states, a backend in " + backends.current()
                    + " and the database " + database + " of a Go member: move away the one that is not wanted");
        }
        return new Adoption.DoneBefore();
    }

    /** The index up to which the database holds the effects of the log; at least 1, as that of a member that ever ran. */
    private static long consistentIndex(Path database) throws IOException {
        try (BoltFile file = BoltFile.open(database)) {
            return Math.max(1, ConsistentIndex.of(file));
        }
    }
}
