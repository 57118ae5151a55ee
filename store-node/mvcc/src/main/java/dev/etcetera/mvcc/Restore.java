package dev.etcetera.mvcc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.etcetera.backend.Bucket;
import dev.etcetera.backend.ReadTx;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the index by reading all revisions in order. Used once, by the thread that opens or restores the store. */
final class Restore {
    private final Map<ByteString, Long> leases = new HashMap<>();
    private final KeyTable keys = new KeyTable();
    private long revision = 1;

    /**
     * The keys and the revision of what is in the backend. A revision never goes back: where the newest ones were compacted
     * away, the compaction tells how far the store had come.
     */
    Published run(ReadTx tx, CompactionRecord compaction) {
        tx.range(Bucket.KEY, Revision.encode(1, 0, false), new byte[0], 0, (key, value) -> {
            add(key, StoredKeyValue.read(value));
            return true;
        });
        revision = Math.max(revision, Math.max(compaction.finished(), compaction.scheduled()));
        return new Published(revision, KeyTree.of(keys.sorted()));
    }

    /** Attaches the leases of the keys that exist; after {@link #run}. */
    void attachLeases(LeaseAttachments attachments) {
        leases.forEach((key, lease) -> attachments.attach(lease, key));
    }

    private void add(byte[] at, StoredKeyValue stored) {
        var main = Revision.mainOf(at);
        var sub = Revision.subOf(at);
        revision = main;
        var index = keys.find(stored.key);
        if (Revision.isTombstone(at)) {
            forgetLease(stored.key);
            addTombstone(index, stored.key, main, sub);
            return;
        }
        if (stored.lease != 0) {
            leases.put(UnsafeByteOperations.unsafeWrap(stored.key), stored.lease);
        } else {
            forgetLease(stored.key);
        }
        if (index == null) {
            keys.add(KeyIndex.restored(stored.key, new KeyVersion(main, sub, stored.createRevision, stored.version)));
        } else {
            index.put(main, sub);
        }
    }

    private void addTombstone(@Nullable KeyIndex index, byte[] key, long main, long sub) {
        if (index == null) {
            keys.add(KeyIndex.restoredTombstone(key, main, sub));
        } else {
            // One of a key that is deleted already changes nothing.
            var _ = index.tombstone(main, sub);
        }
    }

    private void forgetLease(byte[] key) {
        if (!leases.isEmpty()) {
            leases.remove(UnsafeByteOperations.unsafeWrap(key));
        }
    }
}
