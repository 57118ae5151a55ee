package dev.etcetera.server.storage;

import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import dev.etcetera.backend.BatchTx;
import dev.etcetera.backend.Bucket;
import dev.etcetera.bbolt.BoltFile;
import java.io.IOException;
import java.nio.file.Path;

/** Fills an empty backend directory from a bbolt database file, in batches: memory does not depend on the database's size. */
public final class DatabaseImport {
    private static final int MOST_WRITES = 10_000;
    /** Of keys and values in a batch; besides the one that is filled there is the one before it, on its way to the disk. */
    private static final long MOST_BYTES = 8L << 20;

    private final BatchTx batch;
    private long bytes;

    private DatabaseImport(BatchTx batch) {
        this.batch = batch;
    }

    /** What it has filled is durable when it returns. */
    public static void run(Path boltFile, Path emptyBackendDir) throws IOException {
        try (BoltFile file = BoltFile.open(boltFile);
                Backend backend = Backend.open(emptyBackendDir, BackendOptions.defaults())) {
            DatabaseImport filling = new DatabaseImport(backend.batchTx());
            for (Bucket bucket : Bucket.values()) {
                file.entries(bucket.bucketName(), (key, value) -> filling.put(bucket, key, value));
            }
            backend.batchTx().commit();
            backend.sync();
        }
    }

    private void put(Bucket bucket, byte[] key, byte[] value) {
        batch.put(bucket, key, value);
        bytes += key.length + value.length;
        if (batch.pending() >= MOST_WRITES || bytes >= MOST_BYTES) {
            batch.commit();
            bytes = 0;
        }
    }
}
