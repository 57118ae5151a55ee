package dev.etcetera.server.storage;

import dev.etcetera.backend.BackendOptions;
import dev.etcetera.backend.Bucket;
import dev.etcetera.backend.Filling;
import dev.etcetera.bbolt.BoltFile;
import java.io.IOException;
import java.nio.file.Path;

/** Fills an empty backend directory from a bbolt database file: memory does not depend on the database's size. */
public final class DatabaseImport {
    private DatabaseImport() {}

    /** What it has filled is durable when it returns. */
    public static void run(Path boltFile, Path emptyBackendDir) throws IOException {
        try (BoltFile file = BoltFile.open(boltFile);
                Filling filling = Filling.open(emptyBackendDir, BackendOptions.defaults())) {
            for (Bucket bucket : Bucket.values()) {
                file.entries(bucket.bucketName(), (key, value) -> filling.put(bucket, key, value));
            }
            filling.finish();
        }
    }
}
