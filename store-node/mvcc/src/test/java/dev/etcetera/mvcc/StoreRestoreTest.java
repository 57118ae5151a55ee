package dev.etcetera.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.etcetera.api.mvccpb.KeyValue;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store that goes over to the database of a member that is ahead, while it is read and watched. */
@Timeout(60)
final class StoreRestoreTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final long POLL_NANOS = 1_000_000;

    @TempDir
    private Path dir;

    private Backend backend;
    private KvStore store;
    private WatchableStore watches;

    @BeforeEach
    void open() throws IOException {
        backend = Backend.open(dir.resolve("follower"), BackendOptions.defaults());
        store = KvStore.open(backend, KvStoreOptions.defaults());
        watches = WatchableStore.start(store);
    }

    @AfterEach
    void close() {
        watches.close();
        store.close();
        backend.close();
    }

    @Test
    void keysAndRevisionAreThoseOfTheOther() throws IOException {
        put(store, "a", 3);
        restore(ahead("a", 3, 10, 0));
        assertThat(store.revision()).isEqualTo(11);
        assertThat(value("a", 0)).isEqualTo("v10");
        assertThat(value("a", 4)).isEqualTo("v3");
        assertThat(value("only-there", 0)).isEmpty();
        put(store, "a", 1);
        assertThat(store.revision()).isEqualTo(12);
    }

    @Test
    void watcherThatWasUpToDateGetsWhatItMissedOnceAndThenWhatComes() throws IOException {
        put(store, "a", 3);
        var recorder = watch("a", 0);
        put(store, "a", 1);
        restore(ahead("a", 4, 200, 0));
        put(store, "a", 1);
        await(() -> watches.synced(recorder.watcher()));
        recorder.drain();
        assertThat(revisions(recorder))
                .containsExactlyElementsOf(
                        java.util.stream.LongStream.rangeClosed(5, 202).boxed().toList());
    }

    @Test
    void watcherThatHeardNothingForLongIsNotTakenForOneThatIsBehind() throws IOException {
        put(store, "a", 3);
        var recorder = watch("quiet", 0);
        put(store, "a", 50);
        // The other has compacted what this watcher did not need to hear: it misses nothing.
        restore(ahead("a", 53, 100, 50));
        await(() -> watches.synced(recorder.watcher()));
        recorder.drain();
        assertThat(recorder.batches()).isEmpty();
    }

    @Test
    void watcherWhoseMissedEventsAreCompactedIsTold() throws IOException {
        put(store, "a", 3);
        var recorder = watch("a", 0);
        restore(ahead("a", 3, 100, 60));
        await(() -> watches.watchers() == 0);
        recorder.drain();
        assertThat(recorder.events()).isEmpty();
        assertThat(recorder.batches().getLast().compactRevision()).isEqualTo(60);
    }

    @Test
    void watcherOnAFutureRevisionGoesOnWaitingForIt() throws IOException {
        put(store, "a", 3);
        var recorder = watch("a", 103);
        restore(ahead("a", 3, 100, 60));
        await(() -> watches.synced(recorder.watcher()));
        put(store, "a", 3);
        recorder.drain();
        assertThat(revisions(recorder)).containsExactly(103L, 104L);
    }

    @Test
    void compactionThatTheOtherHadBegunIsFinishedHere() throws IOException {
        put(store, "a", 3);
        restore(ahead("a", 3, 100, 60));
        var done = new AtomicBoolean();
        store.onCompacted(60, () -> done.set(true));
        while (store.compactionPending()) {
            store.compactionStep();
        }
        assertThat(done).isTrue();
        assertThat(store.range(KvModel.keyRange("a", ""), new RangeSpec(59, 0, false, false)))
                .isInstanceOf(RangeOutcome.Compacted.class);
        assertThat(value("a", 60)).isEqualTo("v59");
    }

    @Test
    void whoWaitsForACompactionIsToldAlsoWhenTheOtherHasDoneIt() throws IOException {
        put(store, "a", 10);
        store.compact(5);
        var done = new AtomicBoolean();
        store.onCompacted(5, () -> done.set(true));
        restore(ahead("a", 10, 20, 0));
        assertThat(done).isTrue();
    }

    @Test
    void readersSeeTheOldOrTheNewAndNeverAMixture() throws Exception {
        try (var txn = store.write()) {
            for (var key = 0; key < 100; key++) {
                txn.put(utf8("k" + key), utf8("old"), 0);
            }
        }
        var failures = new ArrayList<String>();
        var stop = new AtomicBoolean();
        var reading = new CountDownLatch(1);
        var reader = Thread.ofPlatform().start(() -> {
            while (!stop.get()) {
                var found =
                        (RangeOutcome.Found) store.range(KvModel.keyRange("k", "l"), new RangeSpec(0, 0, false, false));
                var values = found.kvs().stream()
                        .map(kv -> kv.getValue().toStringUtf8())
                        .distinct()
                        .toList();
                if (found.kvs().size() != 100 || values.size() != 1) {
                    failures.add(values.toString());
                }
                reading.countDown();
            }
        });
        reading.await();
        for (var round = 1; round <= 20; round++) {
            var path = dir.resolve("ahead" + round);
            var text = "new" + round;
            var revisions = round + 1;
            fill(path, other -> {
                for (var i = 0; i < revisions; i++) {
                    try (var txn = other.write()) {
                        for (var key = 0; key < 100; key++) {
                            txn.put(utf8("k" + key), utf8(text), 0);
                        }
                    }
                }
                other.compact(other.revision());
                while (other.compactionPending()) {
                    other.compactionStep();
                }
            });
            restore(path);
        }
        stop.set(true);
        reader.join();
        assertThat(failures).isEmpty();
        assertThat(value("k7", 0)).isEqualTo("new20");
    }

    private interface Filling {
        void run(KvStore other);
    }

    /** A database in which {@code key} has values v1 to v{total}; the follower has the first {@code common} of them. */
    private Path ahead(String key, int common, int total, long compactAt) throws IOException {
        var path = dir.resolve("ahead");
        assertThat(store.revision()).isEqualTo(common + 1L);
        fill(path, other -> {
            put(other, key, total);
            if (compactAt > 0) {
                other.compact(compactAt);
            }
        });
        return path;
    }

    private static void fill(Path path, Filling filling) throws IOException {
        try (var other = Backend.open(path, BackendOptions.defaults());
                var otherStore = KvStore.open(other, KvStoreOptions.defaults())) {
            filling.run(otherStore);
        }
    }

    private void restore(Path path) throws IOException {
        var replacement = backend.prepare(path);
        RestoredStore restored;
        try (var tx = replacement.readTx()) {
            restored = RestoredStore.read(tx);
        }
        store.restore(restored, () -> backend.replaceWith(replacement, () -> {}));
    }

    private Recorder watch(String key, long revision) {
        var spec = WatchSpec.of(KvModel.keyRange(key, ""), revision);
        var recorder = new Recorder(spec, 1000);
        recorder.watcher = watches.watch(spec, recorder);
        return recorder;
    }

    private static List<Long> revisions(Recorder recorder) {
        return recorder.events().stream()
                .map(event -> event.getKv().getModRevision())
                .toList();
    }

    private static void put(KvStore store, String key, int times) {
        for (var i = 0; i < times; i++) {
            try (var txn = store.write()) {
                txn.put(utf8(key), utf8("v" + store.revision()), 0);
            }
        }
    }

    private String value(String key, long revision) {
        return switch (store.range(KvModel.keyRange(key, ""), new RangeSpec(revision, 0, false, false))) {
            case RangeOutcome.Found found ->
                found.kvs().stream()
                        .map(KeyValue::getValue)
                        .map(ByteString::toStringUtf8)
                        .findFirst()
                        .orElse("");
            case RangeOutcome outcome -> outcome.toString();
        };
    }

    private static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static void await(BooleanSupplier condition) {
        var deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
