package dev.etcetera.mvcc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a store with their histories, from all its revisions in order, wherever these come from. Used once: by the
 * thread that reads the revisions, and afterwards by the one that opens or restores the store.
 */
public final class RestoredKeys {
    private final Map<ByteString, Long> leases = new HashMap<>();
    private final KeyTable keys = new KeyTable();
    private long revision = 1;
    private @Nullable KeyTree inOrder;

    /**
     * The next revision and what is stored there, as in the bucket of keys.
     *
     * @throws IllegalStateException if that is damaged
     */
    public void add(byte[] at, byte[] stored) {
        add(at, StoredKeyValue.read(stored));
    }

    /** No more revisions come. Puts the keys in order, half a second for a million, which is done otherwise when they are asked for. */
    public void arrange() {
        inOrder = KeyTree.of(keys.sorted());
    }

    /**
     * The keys in order, and the revision. It never goes back: where the newest ones were compacted away, the compaction tells
     * how far the store had come.
     */
    Published published(CompactionRecord compaction) {
        var known = inOrder;
        var tree = known == null ? KeyTree.of(keys.sorted()) : known;
        return new Published(Math.max(revision, compaction.newest()), tree);
    }

    /** Attaches the leases of the keys that exist. */
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
