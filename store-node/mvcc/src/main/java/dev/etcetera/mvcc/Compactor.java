package dev.etcetera.mvcc;

import dev.etcetera.backend.BatchTx;
import dev.etcetera.backend.Bucket;
import dev.etcetera.failpoint.Failpoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Scrubs announced compactions out of backend and index in small steps, one after the other. Owned by the apply thread. */
final class Compactor {
    private final KvStore store;
    private final BatchTx batch;
    private final KvStoreOptions options;
    private final CompactionHashes hashes;
    private final Deque<Compaction> pending = new ArrayDeque<>();

    Compactor(KvStore store, BatchTx batch, KvStoreOptions options, CompactionHashes hashes) {
        this.store = store;
        this.batch = batch;
        this.options = options;
        this.hashes = hashes;
    }

    boolean isPending() {
        return !pending.isEmpty();
    }

    void schedule(long revision, long previousRevision) {
        var hashComplete = CompactionRecord.read(batch).isSettled();
        hit(Failpoint.COMPACT_BEFORE_COMMIT_SCHEDULED_COMPACT);
        CompactionRecord.writeScheduled(batch, revision);
        hit(Failpoint.COMPACT_AFTER_COMMIT_SCHEDULED_COMPACT);
        var hasher = new KvHasher(previousRevision, revision, () -> anySurvives(revision));
        pending.add(new Compaction(revision, previousRevision, hashComplete, hasher));
    }

    /** Drops what is pending, of a database that is no longer there; returns who waits for it. */
    List<Waiting> forget() {
        var waiting = new ArrayList<Waiting>();
        for (var compaction : pending) {
            compaction.whenFinished.forEach(action -> waiting.add(new Waiting(compaction.revision, action)));
        }
        pending.clear();
        return waiting;
    }

    void whenFinished(Waiting waiting) {
        whenFinished(waiting.revision, waiting.action);
    }

    void whenFinished(long revision, Runnable action) {
        for (var compaction : pending) {
            if (compaction.revision >= revision) {
                compaction.whenFinished.add(action);
                return;
            }
        }
        action.run();
    }

    void step() {
        var compaction = pending.peek();
        if (compaction == null) {
            return;
        }
        var begin = System.nanoTime();
        var doomed = new ArrayList<Doomed>();
        var limit = options.compactionBatchLimit();
        var scanned = batch.range(Bucket.KEY, compaction.next, compaction.end(), limit, (key, value) -> {
            look(compaction, key, value, doomed);
            return true;
        });
        var last = scanned < limit;
        if (!last) {
            hit(Failpoint.COMPACT_BEFORE_COMMIT_BATCH);
        }
        remove(compaction, doomed);
        if (!last) {
            hit(Failpoint.COMPACT_AFTER_COMMIT_BATCH);
        }
        var spent = System.nanoTime() - begin;
        compaction.addNanos(spent);
        options.compactions().stepped(scanned, spent);
        if (last) {
            finish(compaction);
        }
    }

    private void hit(Failpoint point) {
        options.failpoints().hit(point);
    }

    private void look(Compaction compaction, byte[] key, byte[] value, List<Doomed> doomed) {
        var main = Revision.mainOf(key);
        var userKey = StoredKeyValue.keyOf(value);
        var index = store.published().tree().find(userKey);
        var kept = index != null && index.survives(compaction.revision, main, Revision.subOf(key));
        compaction.hasher.add(key, value, kept);
        if (!kept) {
            doomed.add(new Doomed(key, userKey));
        }
        compaction.continueAfter(key);
    }

    private void remove(Compaction compaction, List<Doomed> doomed) {
        var tree = store.published().tree();
        for (var record : doomed) {
            batch.delete(Bucket.KEY, record.key);
            var index = tree.find(record.userKey);
            if (index != null && !index.compact(compaction.revision)) {
                tree = tree.remove(record.userKey);
            }
        }
        compaction.deleted += doomed.size();
        store.publishTree(tree);
    }

    private void finish(Compaction compaction) {
        pending.remove();
        hit(Failpoint.COMPACT_BEFORE_SET_FINISHED_COMPACT);
        CompactionRecord.writeFinished(batch, compaction.revision);
        hit(Failpoint.COMPACT_AFTER_SET_FINISHED_COMPACT);
        var hash = compaction.hasher.hash();
        if (compaction.hashComplete) {
            hashes.add(
                    new HashOutcome.Hashed(hash, compaction.previousRevision, compaction.revision, store.revision()));
        }
        options.compactions()
                .finished(new CompactionListener.Finished(
                        compaction.revision, compaction.addNanos(0), compaction.deleted, hash));
        compaction.whenFinished.forEach(Runnable::run);
    }

    private boolean anySurvives(long revision) {
        return store.published().tree().any(index -> index.anySurvives(revision));
    }

    /** Somebody who waits for the end of a compaction. */
    record Waiting(long revision, Runnable action) {}

    /** A record to be deleted, and whose it is. */
    private static final class Doomed {
        private final byte[] key;
        private final byte[] userKey;

        Doomed(byte[] key, byte[] userKey) {
            this.key = key;
            this.userKey = userKey;
        }
    }
}
