package dev.etcetera.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.etcetera.api.mvccpb.KeyValue;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import dev.etcetera.backend.ReadTx;
import dev.etcetera.bbolt.BoltSource;
import dev.etcetera.bbolt.BoltVisitor;
import dev.etcetera.bbolt.BoltWriter;
import dev.etcetera.mvcc.KeyRange;
import dev.etcetera.mvcc.KvStore;
import dev.etcetera.mvcc.KvStoreOptions;
import dev.etcetera.mvcc.LeaseAttachments;
import dev.etcetera.mvcc.RangeOutcome;
import dev.etcetera.mvcc.RangeSpec;
import dev.etcetera.mvcc.RestoredKeys;
import dev.etcetera.mvcc.RestoredStore;
import dev.etcetera.mvcc.WriteTxn;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatabaseImportTest {
    private static final int CHANGES = 200;
    private static final int VALUES = 256;
    private static final int VALUE_BYTES = 1 << 20;

    @TempDir
    Path temp;

    /** In a JVM of its own, whose heap is a quarter of the database. */
    @Test
    void databaseOfLargeValuesNeedsLittleMemory() throws IOException, InterruptedException {
        Path database = temp.resolve("db");
        try (OutputStream out = Files.newOutputStream(database)) {
            BoltWriter.plan(new LargeValues()).writeTo(out);
        }
        Path backend = Files.createDirectory(temp.resolve("backend"));
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DatabaseImportTest.class.getName(),
                        database.toString(),
                        backend.toString())
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("log").toFile())
                .start();
        try {
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue())
                    .as("%s", Files.readString(temp.resolve("log")))
                    .isZero();
        } finally {
            child.destroyForcibly();
        }
    }

    /** Compacted in the middle, with deleted keys and leases. */
    @Test
    void keysAreThoseThatTheBackendHolds() throws IOException {
        Path database = temp.resolve("db");
        writeHistory(database);
        Path imported = Files.createDirectory(temp.resolve("backend"));

        RestoredKeys keys = DatabaseImport.run(database, imported);

        try (Backend backend = Backend.open(imported, BackendOptions.defaults());
                ReadTx read = backend.readTx()) {
            Leases leases = new Leases(new TreeMap<>());
            Leases expectedLeases = new Leases(new TreeMap<>());
            try (KvStore store = KvStore.open(
                            backend,
                            RestoredStore.of(keys, read),
                            KvStoreOptions.defaults().withLeases(leases));
                    KvStore expected =
                            KvStore.open(backend, KvStoreOptions.defaults().withLeases(expectedLeases))) {
                assertThat(store.revision()).isEqualTo(expected.revision()).isEqualTo(CHANGES + 1);
                assertThat(store.compactRevision()).isEqualTo(CHANGES / 2);
                assertThat(leases).isEqualTo(expectedLeases);
                assertThat(leases.byKey()).isNotEmpty();
                for (long revision = CHANGES / 2; revision <= CHANGES + 1; revision++) {
                    assertThat(all(store, revision)).isNotEmpty().isEqualTo(all(expected, revision));
                }
                assertThat(store.hashByRevision(0)).isEqualTo(expected.hashByRevision(0));
            }
        }
    }

    private static List<KeyValue> all(KvStore store, long revision) {
        KeyRange range = new KeyRange(ByteString.copyFromUtf8("a"), ByteString.copyFromUtf8("z"));
        return ((RangeOutcome.Found) store.range(range, new RangeSpec(revision, 0, false, false))).kvs();
    }

    private void writeHistory(Path database) throws IOException {
        Random random = new Random(1);
        Path source = Files.createDirectory(temp.resolve("source"));
        try (Backend backend = Backend.open(source, BackendOptions.defaults());
                KvStore store = KvStore.open(backend, KvStoreOptions.defaults())) {
            for (int i = 0; i < CHANGES; i++) {
                ByteString key = ByteString.copyFromUtf8("key" + random.nextInt(30));
                try (WriteTxn txn = store.write()) {
                    if (random.nextInt(4) > 0 || txn.delete(KeyRange.single(key)) == 0) {
                        txn.put(key, ByteString.copyFromUtf8("value" + i), random.nextInt(3));
                    }
                }
            }
            store.compact(CHANGES / 2);
            backend.batchTx().commit();
            try (DatabaseExport export = DatabaseExport.of(backend.committed());
                    OutputStream out = Files.newOutputStream(database)) {
                export.writeTo(out);
            }
        }
    }

    private record Leases(Map<String, Long> byKey) implements LeaseAttachments {
        @Override
        public void attach(long leaseId, ByteString key) {
            byKey.put(key.toStringUtf8(), leaseId);
        }
    }

    /** The child: imports {@code args[0]} into {@code args[1]}. */
    public static void main(String[] args) throws IOException {
        DatabaseImport.run(Path.of(args[0]), Path.of(args[1]));
    }

    private static byte[] revision(long main) {
        return ByteBuffer.allocate(17).putLong(main).put((byte) '_').putLong(0).array();
    }

    private static final class LargeValues implements BoltSource {
        @Override
        public List<String> buckets() {
            return List.of("key");
        }

        @Override
        public void entries(String bucket, BoltVisitor visitor) throws IOException {
            byte[] stored = KeyValue.newBuilder()
                    .setKey(ByteString.copyFromUtf8("large"))
                    .setValue(ByteString.copyFrom(new byte[VALUE_BYTES]))
                    .build()
                    .toByteArray();
            for (int i = 1; i <= VALUES; i++) {
                visitor.entry(revision(i), stored);
            }
        }
    }
}
