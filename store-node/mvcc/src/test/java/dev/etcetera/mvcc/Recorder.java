package dev.etcetera.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.api.mvccpb.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** A watcher's sink with a bounded queue, and what came out of it. */
final class Recorder implements WatchSink {
    final WatchSpec spec;
    final long firstRevision;
    volatile @Nullable Watcher watcher;

    private final BlockingQueue<WatchBatch> queue;
    private final List<Event> events = new ArrayList<>();
    private final List<WatchBatch> batches = new ArrayList<>();
    private long lastRevision;

    Recorder(WatchSpec spec, int capacity) {
        this.spec = spec;
        this.firstRevision = spec.startRevision();
        this.queue = new ArrayBlockingQueue<>(capacity);
    }

    @Override
    public boolean offer(WatchBatch batch) {
        return queue.offer(batch);
    }

    /** By one thread. */
    void drain() {
        for (var batch = queue.poll(); batch != null; batch = queue.poll()) {
            assertThat(batch.revision()).isGreaterThanOrEqualTo(lastRevision);
            lastRevision = batch.revision();
            synchronized (events) {
                for (var event : batch.events()) {
                    assertThat(event.getKv().getModRevision()).isLessThanOrEqualTo(batch.revision());
                }
                events.addAll(batch.events());
                batches.add(batch);
            }
        }
    }

    boolean isDrained() {
        return queue.isEmpty();
    }

    boolean progressed(WatchableStore watches, long revision) {
        var synced = new long[1];
        return watches.progress(List.of(watcher()), sent -> synced[0] = sent) && synced[0] >= revision;
    }

    List<Event> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    List<WatchBatch> batches() {
        synchronized (events) {
            return List.copyOf(batches);
        }
    }

    Watcher watcher() {
        return Objects.requireNonNull(watcher);
    }
}
