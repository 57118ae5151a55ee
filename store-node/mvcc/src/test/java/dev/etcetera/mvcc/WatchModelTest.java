package dev.etcetera.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.etcetera.api.mvccpb.Event;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import dev.etcetera.backend.CommitListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many watchers, from now, the past and the future, some with a tiny queue, while a writer writes: each must see exactly history. */
final class WatchModelTest {
    private static final int REVISIONS = 4_000;
    private static final int WATCHERS = 60;
    private static final int KEYS = 30;
    private static final long POLL_NANOS = 1_000_000;
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyWatcherSeesExactlyHistory(long seed) throws IOException, InterruptedException {
        var options = new BackendOptions(Duration.ofMillis(10), 200, 4 << 20, CommitListener.NONE);
        try (var backend = Backend.open(dir, options);
                var store = KvStore.open(backend, KvStoreOptions.defaults());
                var watches = WatchableStore.start(store)) {
            var model = new KvModel();
            var writer = new Random(seed);
            for (var i = 0; i < 1500; i++) {
                write(store, model, writer);
            }
            var watching = new Watching(watches, new Random(seed + 100), model.revision());
            watching.start();
            while (model.revision() < REVISIONS) {
                write(store, model, writer);
                if (backend.batchTx().commitDue(System.nanoTime())) {
                    backend.batchTx().commit();
                }
            }
            var last = model.revision();
            await(() -> watching.reached(last));
            watching.stop();
            for (var recorder : watching.recorders()) {
                assertThat(recorder.events()).as("%s", recorder.spec).isEqualTo(history(model, recorder, last));
            }
            assertThat(watches.slowWatchers()).isZero();
            watching.recorders().forEach(recorder -> watches.cancel(recorder.watcher()));
            assertThat(watches.watchers()).isZero();
        }
    }

    private static void write(KvStore store, KvModel model, Random random) {
        try (var txn = store.write()) {
            for (var op = random.nextInt(3); op >= 0; op--) {
                var key = "k" + random.nextInt(KEYS);
                if (random.nextInt(3) == 0) {
                    var to = random.nextInt(4) == 0 ? "k" + random.nextInt(KEYS) : "";
                    txn.delete(KvModel.keyRange(key, to));
                    model.delete(key, to);
                } else {
                    txn.put(ByteString.copyFromUtf8(key), ByteString.copyFromUtf8("v" + op), 0);
                    model.put(key, "v" + op, 0);
                }
            }
        }
        model.end();
    }

    private static List<Event> history(KvModel model, Recorder recorder, long last) {
        var spec = recorder.spec;
        var events = new ArrayList<Event>();
        for (var revision = recorder.firstRevision; revision <= last; revision++) {
            for (var change : model.changes(revision)) {
                var deletion = change.getCreateRevision() == 0;
                if (!covers(spec.range(), change.getKey()) || (deletion ? spec.noDelete() : spec.noPut())) {
                    continue;
                }
                var event = Event.newBuilder().setKv(change);
                event.setType(deletion ? Event.EventType.DELETE : Event.EventType.PUT);
                var key = change.getKey().toStringUtf8();
                var before = model.range(key, "", revision - 1);
                if (spec.prevKv() && !before.isEmpty() && change.getCreateRevision() != revision) {
                    event.setPrevKv(before.getFirst());
                }
                events.add(event.build());
            }
        }
        return events;
    }

    private static boolean covers(KeyRange range, ByteString key) {
        if (range.isSingle()) {
            return range.key().equals(key);
        }
        var order = ByteString.unsignedLexicographicalComparator();
        return order.compare(range.key(), key) <= 0 && (range.isFromKey() || order.compare(key, range.end()) < 0);
    }

    private static void await(BooleanSupplier condition) {
        var deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Makes watchers while the writer writes, and drains their queues. */
    private static final class Watching {
        private final WatchableStore watches;
        private final Random random;
        private final long revision;
        private final List<Recorder> recorders = new ArrayList<>();
        private final Thread thread = Thread.ofPlatform().unstarted(this::run);
        private volatile boolean stopped;
        private volatile boolean started;

        Watching(WatchableStore watches, Random random, long revision) {
            this.watches = watches;
            this.random = random;
            this.revision = revision;
        }

        void start() {
            thread.start();
        }

        void stop() throws InterruptedException {
            stopped = true;
            thread.join();
        }

        boolean reached(long last) {
            return started && recorders.stream().allMatch(r -> r.isDrained() && r.progressed(watches, last));
        }

        List<Recorder> recorders() {
            return recorders;
        }

        private void run() {
            for (var i = 0; i < WATCHERS; i++) {
                var recorder = new Recorder(spec(), random.nextInt(3) == 0 ? 1 : 10_000);
                recorders.add(recorder);
                recorder.watcher = watches.watch(recorder.spec, recorder);
                drain();
            }
            started = true;
            while (!stopped) {
                drain();
                Thread.onSpinWait();
            }
        }

        private void drain() {
            recorders.forEach(Recorder::drain);
        }

        private WatchSpec spec() {
            var from = "k" + random.nextInt(KEYS);
            var range = switch (random.nextInt(4)) {
                case 0 -> KvModel.keyRange(from, "");
                case 1 -> KvModel.keyRange(from, "k" + random.nextInt(KEYS));
                case 2 -> KvModel.keyRange(from, "\0");
                default -> KvModel.keyRange("\0", "\0");
            };
            var start = random.nextInt(3) == 0 ? revision + 2_000 : 1 + random.nextLong(revision + 1_000);
            return new WatchSpec(range, start, random.nextBoolean(), random.nextInt(4) == 0, random.nextInt(4) == 0);
        }
    }
}
