package dev.etcetera.mvcc;

import dev.etcetera.backend.Backend;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keys with their history. The apply thread writes, compacts and closes; any thread reads, without locks.
 *
 * <p>A reader takes {@link #published} once: a revision and the keys as of it. Everything in the index and the backend up to
 * that revision was written before it was published, and what is newer is filtered by revision. A compaction announces
 * {@link #compactRevision} before it removes anything; readers look at it again when they are done.
 */
public final class KvStore implements AutoCloseable {
    private final Backend backend;
    private final KvStoreOptions options;
    private final RangeReader reader;
    private final Compactor compactor;
    private final RevisionHashes hashes;
    private final StoreCounts counts = new StoreCounts();
    private volatile Published published;
    private volatile long compactRevision;
    private ChangeListener changeListener = (revision, changes) -> {};
    private LongConsumer revisionListener = revision -> {};

    private KvStore(Backend backend, KvStoreOptions options, Published restored, long compactRevision) {
        this.backend = backend;
        this.options = options;
        this.reader = new RangeReader(backend);
        this.published = restored;
        this.compactRevision = compactRevision;
        this.hashes = new RevisionHashes(this, backend);
        this.compactor = new Compactor(this, backend.batchTx(), options, hashes.compactions());
    }

    /** Reads what is in the backend, and goes on as {@link #open(Backend, RestoredStore, KvStoreOptions)}. */
    public static KvStore open(Backend backend, KvStoreOptions options) {
        try (var tx = backend.readTx()) {
            return open(backend, RestoredStore.read(tx), options);
        }
    }

    /** With what is in the backend: attaches leases, and schedules the rest of an interrupted compaction. */
    public static KvStore open(Backend backend, RestoredStore restored, KvStoreOptions options) {
        var store = new KvStore(
                backend, options, restored.state(), restored.compaction().newest());
        restored.attachLeases(options.leases());
        store.resumeCompaction(restored.compaction());
        return store;
    }

    /**
     * Goes over to the state of another member, which has applied more than this one. {@code switchBackend} puts the
     * database that the state was read from in the place of the present one, and makes the leases that its keys attach to.
     * Watchers stay, and are told what they have missed. Not while a write transaction is open.
     *
     * <p>A reader that comes in between sees the old keys in the new database: whatever it may then miss was compacted
     * away, which was announced before, as by any compaction.
     */
    public void restore(RestoredStore restored, Runnable switchBackend) {
        changeListener.restoring(() -> {
            compactRevision = Math.max(compactRevision, restored.compaction().newest());
            switchBackend.run();
            published = restored.state();
        });
        restored.attachLeases(options.leases());
        var waiting = compactor.forget();
        resumeCompaction(restored.compaction());
        waiting.forEach(compactor::whenFinished);
        revisionListener.accept(revision());
    }

    /** Revision of the last finished transaction; 1 for an empty store. */
    public long revision() {
        return published.revision();
    }

    /** Older revisions cannot be read; -1 if there was no compaction. */
    public long compactRevision() {
        return compactRevision;
    }

    /** Keys that exist now. */
    public long keys() {
        return published.tree().live();
    }

    /** Reads a range at any revision since the last compaction. */
    public RangeOutcome range(KeyRange range, RangeSpec spec) {
        counts.ranged();
        while (true) {
            var outcome = tryRange(published, range, spec);
            if (outcome != null) {
                return outcome;
            }
        }
    }

    /** How often it was asked for what. */
    public StoreCounts counts() {
        return counts;
    }

    /** Starts a write transaction; at most one is open. */
    public WriteTxn write() {
        return new WriteTxn(this, backend.batchTx(), options.leases(), published);
    }

    /** Announces a compaction: readers get no older revision from now on. The scrub follows in {@link #compactionStep}. */
    public CompactOutcome compact(long revision) {
        if (revision <= compactRevision) {
            return new CompactOutcome.Compacted(compactRevision);
        }
        if (revision > revision()) {
            return new CompactOutcome.FutureRevision(revision());
        }
        schedule(revision);
        return new CompactOutcome.Scheduled(revision);
    }

    /** Whether {@link #compactionStep} has something to do. */
    public boolean compactionPending() {
        return compactor.isPending();
    }

    /** Scrubs a little of the oldest unfinished compaction. Not while a write transaction is open. */
    public void compactionStep() {
        compactor.step();
    }

    /** Runs the action on the apply thread when the compaction at this revision, or a later one, is scrubbed. */
    public void onCompacted(long revision, Runnable action) {
        compactor.whenFinished(revision, action);
    }

    /**
     * The hash of all revisions up to one (0 = the current), as etcd 3.7's HashKV. Reads everything: not for an event loop.
     * For the revision of one of the last compactions it is the hash made by that compaction.
     */
    public HashOutcome hashByRevision(long revision) {
        return hashes.byRevision(revision);
    }

    /** The hashes of the last compactions, oldest first, which members compare. */
    public List<HashOutcome.Hashed> compactionHashes() {
        return hashes.compactions().all();
    }

    /** The hash of the whole backend, as etcd's Maintenance.Hash: for tests of equality, while nothing is written. */
    public int hash() {
        return hashes.whole();
    }

    /** The listener runs on the apply thread with each new revision, before watchers are told. */
    public void onRevision(LongConsumer listener) {
        revisionListener = listener;
    }

    /** Nothing to release: the backend belongs to its opener. Pending compactions go on after the next open. */
    @Override
    public void close() {
        changeListener = (revision, changes) -> {};
    }

    RangeReader reader() {
        return reader;
    }

    Backend backend() {
        return backend;
    }

    Published published() {
        return published;
    }

    void onChange(ChangeListener listener) {
        changeListener = listener;
    }

    /** By the compactor, between transactions. */
    void publishTree(KeyTree tree) {
        published = new Published(published.revision(), tree);
    }

    RangeOutcome rangeIn(Published state, KeyRange range, RangeSpec spec) {
        var outcome = tryRange(state, range, spec);
        if (outcome == null) {
            throw new IllegalStateException("a value is missing at revision " + state.revision());
        }
        return outcome;
    }

    void end(WriteTxn txn, KeyTree tree) {
        var changes = txn.changes();
        if (changes.isEmpty()) {
            return;
        }
        var revision = txn.revision();
        published = new Published(revision, tree);
        revisionListener.accept(revision);
        changeListener.changed(revision, changes);
    }

    private void resumeCompaction(CompactionRecord compaction) {
        if (compaction.scheduled() > compaction.finished()) {
            compactor.schedule(compaction.scheduled(), compaction.finished());
            options.compactions().resumed(compaction.scheduled());
        }
    }

    private void schedule(long revision) {
        var previous = compactRevision;
        compactRevision = revision;
        compactor.schedule(revision, previous);
    }

    /** Null if a compaction overtook a read of the current revision: then there is a newer one to read. */
    private @Nullable RangeOutcome tryRange(Published state, KeyRange range, RangeSpec spec) {
        if (spec.revision() > state.revision()) {
            return new RangeOutcome.FutureRevision(state.revision());
        }
        var revision = spec.revision() <= 0 ? state.revision() : spec.revision();
        if (revision >= compactRevision) {
            var found = reader.read(range, spec, revision, state);
            if (revision >= compactRevision) {
                return found.orElseThrow(() -> new IllegalStateException("a value is missing at revision " + revision));
            }
        }
        return spec.revision() <= 0 ? null : new RangeOutcome.Compacted(compactRevision);
    }
}
