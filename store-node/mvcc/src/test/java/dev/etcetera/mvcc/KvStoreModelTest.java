package dev.etcetera.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random transactions, reads, compactions and restarts; the store must always answer as a map of maps does. */
final class KvStoreModelTest {
    private static final int STEPS = 800;

    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void answersLikeAMapOfMaps(long seed) throws IOException {
        var run = new Run(new Random(seed), seed % 2 == 0 ? 12 : 400);
        for (var step = 0; step < STEPS; step++) {
            run.step();
        }
        run.close();
    }

    private final class Run {
        private final Random random;
        private final int keys;
        private final KvModel model = new KvModel();
        private long compacted = -1;
        private Path home = dir.resolve("0");
        private int crashes;
        private Backend backend;
        private KvStore store;

        Run(Random random, int keys) throws IOException {
            this.random = random;
            this.keys = keys;
            backend = Backend.open(home, BackendOptions.defaults());
            store = open(backend);
        }

        private static KvStore open(Backend backend) {
            return KvStore.open(backend, KvStoreOptions.defaults().withCompactionBatchLimit(7));
        }

        private void open() throws IOException {
            backend = Backend.open(home, BackendOptions.defaults());
            store = open(backend);
        }

        void close() {
            store.close();
            backend.close();
        }

        void step() throws IOException {
            switch (random.nextInt(40)) {
                case 0 -> compact();
                case 1 -> restart();
                case 39 -> crash();
                case 2, 3, 4 -> store.compactionStep();
                case 5 -> backend.batchTx().commit();
                case 6, 7, 8, 9, 10, 11 -> read();
                default -> write();
            }
            assertThat(store.revision()).isEqualTo(model.revision());
        }

        private void compact() {
            var revision = compacted + 1 + random.nextInt(30);
            var outcome = store.compact(revision);
            if (revision > model.revision()) {
                assertThat(outcome).isInstanceOf(CompactOutcome.FutureRevision.class);
            } else {
                assertThat(outcome).isEqualTo(new CompactOutcome.Scheduled(revision));
                compacted = revision;
            }
        }

        private void restart() throws IOException {
            close();
            open();
            assertThat(store.compactRevision()).isEqualTo(compacted);
        }

        /** Goes on from a copy of the files as they are now: what was not committed is lost, as when a process is killed. */
        private void crash() throws IOException {
            var copy = dir.resolve(String.valueOf(++crashes));
            copyFiles(home, copy);
            close();
            home = copy;
            open();
            assertThat(store.revision()).isLessThanOrEqualTo(model.revision());
            assertThat(store.compactRevision()).isLessThanOrEqualTo(compacted);
            model.rollBackTo(store.revision());
            compacted = store.compactRevision();
        }

        private static void copyFiles(Path from, Path to) throws IOException {
            Files.createDirectories(to);
            try (var files = Files.list(from)) {
                for (var file :
                        files.filter(f -> f.toString().endsWith(".xd")).sorted().toList()) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }

        private void write() {
            try (var txn = store.write()) {
                for (var op = random.nextInt(4); op >= 0; op--) {
                    if (random.nextInt(4) == 0) {
                        var from = key();
                        var to = random.nextBoolean() ? "" : key();
                        assertThat(txn.delete(KvModel.keyRange(from, to))).isEqualTo(model.delete(from, to));
                    } else {
                        var key = key();
                        var value = "v" + random.nextInt();
                        txn.put(ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(value), random.nextInt(3));
                        model.put(key, value, txn.changes().getLast().getLease());
                    }
                }
                var expected = model.pending("", "\0");
                assertThat(txn.range(KvModel.keyRange("", "\0"), RangeSpec.current()))
                        .isEqualTo(new RangeOutcome.Found(expected, expected.size(), txn.revision()));
            }
            model.end();
        }

        private void read() {
            var revision = random.nextInt(3) == 0 ? 0 : random.nextLong(model.revision() + 3);
            var from = random.nextInt(4) == 0 ? "" : key();
            var to = random.nextBoolean() ? "" : random.nextBoolean() ? "\0" : key();
            var limit = random.nextBoolean() ? 0 : 1 + random.nextInt(5);
            var spec = new RangeSpec(revision, limit, random.nextInt(4) == 0, random.nextInt(4) == 0);
            assertThat(store.range(KvModel.keyRange(from, to), spec))
                    .as("%s %s %s", from, to, spec)
                    .isEqualTo(expected(from, to, spec));
        }

        private RangeOutcome expected(String from, String to, RangeSpec spec) {
            if (spec.revision() > model.revision()) {
                return new RangeOutcome.FutureRevision(model.revision());
            }
            var revision = spec.revision() == 0 ? model.revision() : spec.revision();
            if (revision < compacted) {
                return new RangeOutcome.Compacted(compacted);
            }
            var all = model.range(from, to, revision);
            var kvs = all.stream()
                    .limit(spec.countOnly() ? 0 : spec.limit() == 0 ? Long.MAX_VALUE : spec.limit())
                    .map(kv -> spec.keysOnly()
                            ? kv.toBuilder().clearValue().clearLease().build()
                            : kv)
                    .toList();
            return new RangeOutcome.Found(kvs, all.size(), model.revision());
        }

        private String key() {
            return "k" + random.nextInt(keys);
        }
    }
}
