package dev.etcetera.server.storage;

import dev.etcetera.bbolt.BoltFile;
import dev.etcetera.mvcc.RestoredKeys;
import java.io.IOException;
import java.nio.file.Path;

/** Makes a backend of a database that came with a snapshot. Owned by the apply thread, or by the one that opens the member. */
public final class SnapshotImport {
    private final DataDir dir;
    private final DatabaseReader reader;

    /** Fills an empty backend directory from a database file, durably, and returns the keys that are in it. */
    @FunctionalInterface
    public interface DatabaseReader {
        RestoredKeys read(Path database, Path emptyBackendDir) throws IOException;
    }

    /** A backend directory in use, and the keys in it. */
    public record Imported(Path backendDir, RestoredKeys keys) {}

    public SnapshotImport(DataDir dir, DatabaseReader reader) {
        this.dir = dir;
        this.reader = reader;
    }

    /** Fills a backend directory from the received database at {@code index} and puts it into use. */
    public Imported run(long index) throws IOException {
        SnapshotFiles received = dir.snapshots();
        Path database = received.find(index)
                .orElseThrow(() -> new IOException("failed to find database snapshot file (snap: snapshot file doesn't"
                        + " exist): " + received.path(index)));
        requireState(database, index);
        RestoredKeys keys = dir.backends().replace(index, empty -> reader.read(database, empty));
        return new Imported(dir.backends().current(), keys);
    }

    /**
     * Refuses what is no database, and one from before the snapshot that it came with: it would leave out what lies in
     * between.
     */
    public static void requireState(Path database, long snapshotIndex) throws IOException {
        try (BoltFile file = BoltFile.open(database)) {
            long index = ConsistentIndex.of(file);
            if (Long.compareUnsigned(index, snapshotIndex) < 0) {
                throw new IOException("the snapshot at index " + snapshotIndex
                        + " came with a database that holds entries only up to " + index);
            }
        }
    }
}
