package dev.etcetera.mvcc;

import dev.etcetera.api.mvccpb.Event;
import dev.etcetera.api.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Watches on a {@link KvStore}. Any thread watches and cancels; the apply thread tells synced watchers of each new revision;
 * a {@link SyncLoop} brings the others up to date.
 *
 * <p>One lock guards the groups. It is held for the time of a few queue insertions, and not taken at all by the apply
 * thread while nobody watches.
 *
 * <p>Why no event is lost, repeated or reordered. (1) A revision is published before {@link #changed} runs for it, which
 * takes the lock. (2) A watcher enters the synced group under the lock, with {@code nextRevision} = the revision published
 * at that moment + 1 (or its own later start) and with everything before already offered or not asked for. So for a revision
 * at or below that one, {@code changed} has either run already, or runs later and skips the watcher by {@code nextRevision};
 * for one above, {@code changed} has yet to run and finds the watcher. (3) Whoever offers to a watcher owns it: the apply
 * thread the synced ones, the sync thread the ones it has taken out of unsynced or victims. (4) The apply thread skips the
 * lock only if it reads {@link #watchers} as 0 after publishing; a watcher counted later reads the published revision later
 * still, and so begins behind it.
 */
public final class WatchableStore implements AutoCloseable {
    private final KvStore store;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final WatcherGroup synced = new WatcherGroup();
    private final Set<Watcher> unsynced = new LinkedHashSet<>();
    private final Set<Watcher> victims = new LinkedHashSet<>();
    /** Of all groups. Written under the lock. */
    private final AtomicInteger watchers = new AtomicInteger();
    /** Newest revision that the synced watchers were told of. */
    private long notifiedRevision;

    private final SyncLoop syncLoop;

    private WatchableStore(KvStore store) {
        this.store = store;
        this.syncLoop = new SyncLoop(this, store);
    }

    /** Attaches to the store, whose only watchable view it is, and starts the sync thread. */
    public static WatchableStore start(KvStore store) {
        var watchable = new WatchableStore(store);
        store.onChange(watchable.new Changes());
        watchable.syncLoop.start();
        return watchable;
    }

    public Watcher watch(WatchSpec spec, WatchSink sink) {
        lock.lock();
        try {
            watchers.incrementAndGet();
            var current = store.revision();
            var start = spec.startRevision();
            if (start == 0 || start > current) {
                var watcher = new Watcher(spec, sink, Watcher.Group.SYNCED, Math.max(start, current + 1));
                synced.add(watcher);
                return watcher;
            }
            var watcher = new Watcher(spec, sink, Watcher.Group.UNSYNCED, start);
            unsynced.add(watcher);
            work.signal();
            return watcher;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a watch; nothing is offered to it any more. Harmless if it is gone already. */
    public void cancel(Watcher watcher) {
        lock.lock();
        try {
            switch (watcher.group) {
                case SYNCED -> synced.remove(watcher);
                case UNSYNCED -> unsynced.remove(watcher);
                case VICTIM -> victims.remove(watcher);
                case SYNCING -> {}
                case GONE -> {
                    return;
                }
            }
            gone(watcher);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the watcher has been offered everything up to now. */
    public boolean synced(Watcher watcher) {
        lock.lock();
        try {
            return watcher.group == Watcher.Group.SYNCED;
        } finally {
            lock.unlock();
        }
    }

    /** Offers a batch without events, whose revision says how far the watcher is; false if it is not synced or full. */
    public boolean progress(Watcher watcher) {
        lock.lock();
        try {
            return isCurrent(watcher)
                    && watcher.sink.offer(new WatchBatch(watcher, List.of(), progressRevision(watcher), 0));
        } finally {
            lock.unlock();
        }
    }

    /**
     * If all watchers of a stream are synced, calls {@code send} with the revision up to which all have been offered their
     * events, before anything newer is offered; it must not block. Returns whether it was called.
     */
    public boolean progress(Collection<Watcher> stream, LongConsumer send) {
        lock.lock();
        try {
            var least = Long.MAX_VALUE;
            for (var watcher : stream) {
                if (!isCurrent(watcher)) {
                    return false;
                }
                least = Math.min(least, progressRevision(watcher));
            }
            if (stream.isEmpty()) {
                return false;
            }
            send.accept(least);
            return true;
        } finally {
            lock.unlock();
        }
    }

    public int watchers() {
        return watchers.get();
    }

    /** Watchers that are behind. */
    public int slowWatchers() {
        lock.lock();
        try {
            return watchers.get() - synced.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        syncLoop.close();
    }

    /** Called by the store, on the apply thread. */
    private final class Changes implements ChangeListener {
        @Override
        public void changed(long revision, List<KeyValue> changes) {
            WatchableStore.this.changed(revision, changes);
        }

        /** Under the lock: nobody enters the synced group with one state and is told of the other. */
        @Override
        public void restoring(Runnable change) {
            lock.lock();
            try {
                var toldRevision = store.revision();
                change.run();
                unsyncAll(toldRevision);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Synced watchers were told of everything up to a revision; what came since is in the backend, or compacted. */
    private void unsyncAll(long toldRevision) {
        for (var watcher : synced.clear()) {
            watcher.nextRevision = Math.max(watcher.nextRevision, toldRevision + 1);
            watcher.group = Watcher.Group.UNSYNCED;
            unsynced.add(watcher);
        }
        work.signal();
    }

    /** After {@code revision} was published. */
    private void changed(long revision, List<KeyValue> changes) {
        if (watchers.get() == 0) {
            return;
        }
        lock.lock();
        try {
            notifiedRevision = revision;
            if (synced.size() > 0) {
                offerAll(revision, match(revision, changes));
            }
        } finally {
            lock.unlock();
        }
    }

    private Map<Watcher, List<Event>> match(long revision, List<KeyValue> changes) {
        var state = store.published();
        var batches = new LinkedHashMap<Watcher, List<Event>>();
        for (var change : changes) {
            var event = new ChangeEvent(change, store.reader(), state);
            var deletion = event.isDeletion();
            synced.forEach(change.getKey(), watcher -> {
                if (watcher.nextRevision <= revision && watcher.wants(deletion)) {
                    batches.computeIfAbsent(watcher, w -> new ArrayList<>(1)).add(event.forWatcher(watcher));
                }
            });
        }
        return batches;
    }

    private void offerAll(long revision, Map<Watcher, List<Event>> batches) {
        batches.forEach((watcher, events) -> {
            watcher.nextRevision = revision + 1;
            var batch = new WatchBatch(watcher, events, revision, 0);
            if (!watcher.sink.offer(batch)) {
                synced.remove(watcher);
                victim(watcher, batch);
            }
        });
    }

    private boolean isCurrent(Watcher watcher) {
        return watcher.group == Watcher.Group.SYNCED && store.revision() >= watcher.spec.startRevision();
    }

    /** A revision may be published that the watchers are not yet told of, and a fresh watcher may know more than that. */
    private long progressRevision(Watcher watcher) {
        return Math.min(store.revision(), Math.max(notifiedRevision, watcher.nextRevision - 1));
    }

    private void gone(Watcher watcher) {
        watcher.group = Watcher.Group.GONE;
        watcher.pending = null;
        watchers.decrementAndGet();
    }

    private void victim(Watcher watcher, WatchBatch batch) {
        watcher.group = Watcher.Group.VICTIM;
        watcher.pending = batch;
        victims.add(watcher);
        work.signal();
    }

    // What follows is for the sync thread.

    /** Waits for watchers that are behind, and so long if victims are all there is; false when interrupted. */
    boolean awaitWork(long victimRetryMillis) {
        lock.lock();
        try {
            var nanos = TimeUnit.MILLISECONDS.toNanos(victimRetryMillis);
            while (unsynced.isEmpty() && (victims.isEmpty() || nanos > 0)) {
                if (victims.isEmpty()) {
                    work.await();
                } else {
                    nanos = work.awaitNanos(nanos);
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Offers pending batches again; who takes his goes on as unsynced. */
    void retryVictims() {
        lock.lock();
        try {
            for (Iterator<Watcher> each = victims.iterator(); each.hasNext(); ) {
                var watcher = each.next();
                var batch = watcher.pending;
                if (batch != null && watcher.sink.offer(batch)) {
                    each.remove();
                    if (batch.compactRevision() != 0) {
                        gone(watcher);
                    } else {
                        watcher.pending = null;
                        watcher.group = Watcher.Group.UNSYNCED;
                        unsynced.add(watcher);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes some unsynced watchers out and ends those whose next revision is compacted. */
    List<Watcher> take(int limit) {
        var taken = new ArrayList<Watcher>();
        lock.lock();
        try {
            var compacted = store.compactRevision();
            for (Iterator<Watcher> each = unsynced.iterator(); each.hasNext() && taken.size() < limit; ) {
                var watcher = each.next();
                each.remove();
                if (watcher.nextRevision < compacted) {
                    endCompacted(watcher, compacted);
                } else {
                    watcher.group = Watcher.Group.SYNCING;
                    taken.add(watcher);
                }
            }
        } finally {
            lock.unlock();
        }
        return taken;
    }

    /**
     * Offers what was read. If history has run on only a little since, reads the rest under the lock, so that no revision
     * can be published and told in between unseen: then the watchers are synced. Otherwise they stay unsynced.
     */
    void handOver(HistoryScan scan, long maxGap) {
        lock.lock();
        try {
            var small = store.revision() - scan.readRevision() <= maxGap;
            if (small && !scan.allFull()) {
                scan.readOn();
            }
            var compacted = store.compactRevision();
            for (var catchUp : scan.catchUps()) {
                if (catchUp.watcher.group == Watcher.Group.SYNCING) {
                    handOver(catchUp, scan.readRevision(), small, compacted);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void handOver(CatchUp catchUp, long readRevision, boolean upToDate, long compacted) {
        var watcher = catchUp.watcher;
        if (catchUp.fromRevision < compacted) {
            // A compaction came while history was read: some of it may be missing.
            endCompacted(watcher, compacted);
            return;
        }
        watcher.nextRevision = catchUp.nextRevision(readRevision);
        if (!catchUp.events().isEmpty()) {
            var batch = new WatchBatch(watcher, catchUp.events(), watcher.nextRevision - 1, 0);
            if (!watcher.sink.offer(batch)) {
                victim(watcher, batch);
                return;
            }
        }
        if (catchUp.isFull() || !upToDate) {
            watcher.group = Watcher.Group.UNSYNCED;
            unsynced.add(watcher);
        } else {
            watcher.group = Watcher.Group.SYNCED;
            synced.add(watcher);
        }
    }

    private void endCompacted(Watcher watcher, long compacted) {
        var batch = new WatchBatch(watcher, List.of(), store.revision(), compacted);
        if (watcher.sink.offer(batch)) {
            gone(watcher);
        } else {
            victim(watcher, batch);
        }
    }
}
