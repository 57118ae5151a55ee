package dev.etcetera.mvcc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.etcetera.api.mvccpb.KeyValue;
import dev.etcetera.backend.BatchTx;
import dev.etcetera.backend.Bucket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A write transaction: all its changes have one main revision, each a sub revision of its own, and its reads see what it
 * has written. Owned by the apply thread. Readers see nothing of it until it is closed.
 */
public final class WriteTxn implements AutoCloseable {
    private final KvStore store;
    private final BatchTx batch;
    private final LeaseAttachments leases;
    private final long beginRevision;
    private final List<KeyValue> changes = new ArrayList<>(4);
    private KeyTree tree;
    private int ranges;
    private int puts;
    private long putBytes;
    private int deletes;

    WriteTxn(KvStore store, BatchTx batch, LeaseAttachments leases, Published begin) {
        this.store = store;
        this.batch = batch;
        this.leases = leases;
        this.beginRevision = begin.revision();
        this.tree = begin.tree();
    }

    /** The revision it began with, or one more once it has changed something. */
    public long revision() {
        return changes.isEmpty() ? beginRevision : beginRevision + 1;
    }

    /** What it changed, in order; a deletion has no create revision. */
    public List<KeyValue> changes() {
        return Collections.unmodifiableList(changes);
    }

    /** Sees the changes of this transaction. */
    public RangeOutcome range(KeyRange range, RangeSpec spec) {
        ranges++;
        return store.rangeIn(new Published(revision(), tree), range, spec);
    }

    /** Writes the key and returns the revision that it will have. */
    public long put(ByteString key, ByteString value, long leaseId) {
        var main = beginRevision + 1;
        var sub = changes.size();
        var keyBytes = key.toByteArray();
        var index = tree.find(keyBytes);
        var before = index == null ? null : index.at(main);
        var keyValue = KeyValue.newBuilder()
                .setKey(key)
                .setValue(value)
                .setCreateRevision(before == null ? main : before.createRevision())
                .setModRevision(main)
                .setVersion(before == null ? 1 : before.version() + 1)
                .setLease(leaseId)
                .build();
        batch.put(Bucket.KEY, Revision.encode(main, sub, false), keyValue.toByteArray());
        if (index == null) {
            tree = tree.insert(new KeyIndex(keyBytes, main, sub), 1);
        } else {
            index.put(main, sub);
            if (before == null) {
                tree = tree.addLive(keyBytes, 1);
            }
        }
        changes.add(keyValue);
        puts++;
        putBytes += (long) key.size() + value.size();
        moveLease(key, before == null ? 0 : leases.leaseOf(key), leaseId);
        return main;
    }

    /** Deletes the keys of the range and returns how many there were. */
    public long delete(KeyRange range) {
        deletes++;
        var doomed = existing(range);
        for (var index : doomed) {
            delete(index);
        }
        return doomed.size();
    }

    private void delete(KeyIndex index) {
        var main = beginRevision + 1;
        var sub = changes.size();
        var key = UnsafeByteOperations.unsafeWrap(index.key);
        batch.put(
                Bucket.KEY,
                Revision.encode(main, sub, true),
                KeyValue.newBuilder().setKey(key).build().toByteArray());
        Invariant.check(index.tombstone(main, sub), "deleting a key that does not exist");
        tree = tree.addLive(index.key, -1);
        changes.add(KeyValue.newBuilder().setKey(key).setModRevision(main).build());
        moveLease(key, leases.leaseOf(key), 0);
    }

    private void moveLease(ByteString key, long from, long to) {
        if (from == to) {
            return;
        }
        if (from != 0) {
            leases.detach(from, key);
        }
        if (to != 0) {
            leases.attach(to, key);
        }
    }

    private List<KeyIndex> existing(KeyRange range) {
        var found = new ArrayList<KeyIndex>();
        var from = range.key().toByteArray();
        var revision = revision();
        if (range.isSingle()) {
            var index = tree.find(from);
            if (index != null && index.existsAt(revision)) {
                found.add(index);
            }
            return found;
        }
        tree.visit(from, range.isFromKey() ? new byte[0] : range.end().toByteArray(), index -> {
            if (index.existsAt(revision)) {
                found.add(index);
            }
            return true;
        });
        return found;
    }

    /** Publishes the changes to readers and watchers. */
    @Override
    public void close() {
        store.end(this, tree);
        store.counts().wrote(ranges, puts, putBytes, deletes);
    }
}
