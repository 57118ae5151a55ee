package dev.etcetera.server.storage;

import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import dev.etcetera.backend.Bucket;
import dev.etcetera.bbolt.BoltFile;
import java.io.IOException;
import java.nio.file.Path;

/** Fills an empty backend directory from a bbolt database file; durable when it returns. */
public final class DatabaseImport {
    private DatabaseImport() {}

    public static void run(Path boltFile, Path emptyBackendDir) throws IOException {
        try (BoltFile file = BoltFile.open(boltFile);
                Backend backend = Backend.open(emptyBackendDir, BackendOptions.defaults())) {
            for (Bucket bucket : Bucket.values()) {
                file.entries(bucket.bucketName(), (key, value) -> {
                    backend.batchTx().put(bucket, key, value);
                    if (backend.batchTx().pending() >= 10_000) {
                        backend.batchTx().commit();
                    }
                });
            }
            backend.batchTx().commit();
            backend.sync();
        }
    }
}
