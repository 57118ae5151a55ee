package dev.etcetera.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.etcetera.api.mvccpb.Event;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BackendOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatchableStoreTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final long POLL_NANOS = 1_000_000;

    @TempDir
    private Path dir;

    private Backend backend;
    private KvStore store;
    private WatchableStore watches;

    @BeforeEach
    void open() throws IOException {
        backend = Backend.open(dir, BackendOptions.defaults());
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
    void watchFromNowSeesOnlyWhatComes() {
        put("a", "1");
        var recorder = watch(WatchSpec.of(KvModel.keyRange("a", ""), 0), 100);
        assertThat(watches.synced(recorder.watcher())).isTrue();
        put("a", "2");
        put("b", "3");
        recorder.drain();
        assertThat(values(recorder)).containsExactly("2");
    }

    @Test
    void watchOnAFutureRevisionWaitsForIt() {
        var recorder = watch(WatchSpec.of(KvModel.keyRange("a", ""), 4), 100);
        put("a", "2");
        put("a", "3");
        // What was not asked for cannot be reported as progress.
        assertThat(watches.progress(recorder.watcher())).isFalse();
        put("a", "4");
        assertThat(watches.progress(recorder.watcher())).isTrue();
        recorder.drain();
        assertThat(values(recorder)).containsExactly("4");
        assertThat(recorder.batches().getLast().revision()).isEqualTo(4);
        assertThat(recorder.batches().getLast().events()).isEmpty();
    }

    @Test
    void pastBehindTheCompactionEndsTheWatch() {
        for (var i = 0; i < 10; i++) {
            put("a", "v" + i);
        }
        store.compact(8);
        var ended = watch(WatchSpec.of(KvModel.keyRange("a", ""), 7), 100);
        await(() -> watches.watchers() == 0);
        ended.drain();
        assertThat(ended.batches()).hasSize(1);
        assertThat(ended.batches().getFirst().compactRevision()).isEqualTo(8);
        var lives = watch(WatchSpec.of(KvModel.keyRange("a", ""), 8), 100);
        await(() -> watches.synced(lives.watcher()));
        lives.drain();
        assertThat(values(lives)).containsExactly("v6", "v7", "v8", "v9");
        watches.cancel(ended.watcher());
        assertThat(watches.watchers()).isEqualTo(1);
    }

    @Test
    void fullSinkLosesNothing() {
        var recorder = watch(WatchSpec.of(KvModel.keyRange("\0", "\0"), 0), 1);
        for (var i = 0; i < 20; i++) {
            put("k" + i, "v" + i);
        }
        assertThat(watches.slowWatchers()).isEqualTo(1);
        assertThat(watches.progress(List.of(recorder.watcher()), revision -> {}))
                .isFalse();
        await(() -> {
            recorder.drain();
            return watches.synced(recorder.watcher());
        });
        recorder.drain();
        assertThat(recorder.events()).hasSize(20);
        assertThat(recorder.events().getLast().getKv().getKey().toStringUtf8()).isEqualTo("k19");
    }

    @Test
    void cancelledWatchIsOfferedNothing() {
        var recorder = watch(WatchSpec.of(KvModel.keyRange("a", "z"), 0), 100);
        watches.cancel(recorder.watcher());
        put("b", "1");
        recorder.drain();
        assertThat(recorder.batches()).isEmpty();
        assertThat(watches.watchers()).isZero();
    }

    @Test
    void changesOfOneTransactionComeTogether() {
        put("a", "0");
        var recorder = watch(new WatchSpec(KvModel.keyRange("a", "z"), 0, true, false, false), 100);
        try (var txn = store.write()) {
            txn.put(ByteString.copyFromUtf8("a"), ByteString.copyFromUtf8("1"), 0);
            txn.put(ByteString.copyFromUtf8("b"), ByteString.copyFromUtf8("1"), 0);
        }
        try (var txn = store.write()) {
            txn.delete(KvModel.keyRange("a", "c"));
        }
        recorder.drain();
        assertThat(recorder.batches()).hasSize(2);
        assertThat(recorder.batches().getFirst().events()).hasSize(2);
        var deletions = recorder.batches().getLast().events();
        assertThat(deletions).hasSize(2).allMatch(event -> event.getType() == Event.EventType.DELETE);
        assertThat(deletions.getFirst().getKv().getModRevision()).isEqualTo(4);
        assertThat(deletions.getFirst().getPrevKv().getValue().toStringUtf8()).isEqualTo("1");
        assertThat(recorder.batches().getFirst().events().getFirst().getPrevKv().getModRevision())
                .isEqualTo(2);
        assertThat(recorder.batches().getFirst().events().getLast().hasPrevKv()).isFalse();
    }

    private Recorder watch(WatchSpec spec, int capacity) {
        var recorder = new Recorder(spec, capacity);
        recorder.watcher = watches.watch(spec, recorder);
        return recorder;
    }

    private void put(String key, String value) {
        try (var txn = store.write()) {
            txn.put(ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(value), 0);
        }
    }

    private static List<String> values(Recorder recorder) {
        return recorder.events().stream()
                .map(event -> event.getKv().getValue().toStringUtf8())
                .toList();
    }

    private static void await(BooleanSupplier condition) {
        var deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
