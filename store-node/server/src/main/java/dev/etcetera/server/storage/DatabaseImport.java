package dev.etcetera.server.storage;

import dev.etcetera.backend.Bucket;
import dev.etcetera.backend.Filling;
import dev.etcetera.bbolt.BoltFile;
import dev.etcetera.mvcc.RestoredKeys;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Fills an empty backend directory from a bbolt database file, which nobody will need any more, and takes note of the keys, so that nobody need read them
 * again: but for those, memory does not depend on the database's size.
 */
public final class DatabaseImport {
    private DatabaseImport() {}

    /** What it has filled is durable when it returns, but for the directory's own list of its files. */
    public static RestoredKeys run(Path boltFile, Path emptyBackendDir) throws IOException {
        RestoredKeys keys = new RestoredKeys();
        try (BoltFile file = BoltFile.openForTheLastTime(boltFile);
                Filling filling = Filling.open(emptyBackendDir)) {
            for (Bucket bucket : Bucket.values()) {
                file.entries(bucket.bucketName(), (key, value) -> {
                    filling.put(bucket, key, value);
                    if (bucket == Bucket.KEY) {
                        add(keys, key, value, boltFile);
                    }
                });
            }
            filling.seal();
            keys.arrange();
            filling.finish();
            return keys;
        }
    }

    /** Whatever a damaged revision makes its reader throw becomes one line. */
    private static void add(RestoredKeys keys, byte[] revision, byte[] stored, Path boltFile) throws IOException {
        try {
            keys.add(revision, stored);
        } catch (RuntimeException damage) {
            throw new IOException("the database " + boltFile + " is damaged: " + damage.getMessage(), damage);
        }
    }
}
