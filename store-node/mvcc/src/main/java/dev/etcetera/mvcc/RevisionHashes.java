package dev.etcetera.mvcc;

import dev.etcetera.backend.Backend;
import dev.etcetera.backend.Bucket;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Hashes of a store: what members compare to find corruption. Any thread. */
final class RevisionHashes {
    /** Entries of the META bucket that may differ between equal members. */
    private static final Set<String> UNHASHED_META = Set.of("consistent_index", "term", "storageVersion");

    private final KvStore store;
    private final Backend backend;
    private final CompactionHashes compactions = new CompactionHashes();

    RevisionHashes(KvStore store, Backend backend) {
        this.store = store;
        this.backend = backend;
    }

    CompactionHashes compactions() {
        return compactions;
    }

    HashOutcome byRevision(long revision) {
        var known = compactions.at(revision);
        if (known.isPresent()) {
            var hash = known.get();
            return new HashOutcome.Hashed(hash.hash(), hash.compactRevision(), hash.hashRevision(), store.revision());
        }
        while (true) {
            var state = store.published();
            var compacted = store.compactRevision();
            if (revision > 0 && revision < compacted) {
                return new HashOutcome.Compacted(compacted);
            }
            if (revision > state.revision()) {
                return new HashOutcome.FutureRevision(state.revision());
            }
            var upTo = revision <= 0 ? state.revision() : revision;
            var hash = hash(state, compacted, upTo);
            if (compacted == store.compactRevision()) {
                return new HashOutcome.Hashed(hash, compacted, upTo, state.revision());
            }
        }
    }

    int whole() {
        return backend.hash((bucket, key) ->
                bucket == Bucket.META && UNHASHED_META.contains(new String(key, StandardCharsets.US_ASCII)));
    }

    private int hash(Published state, long compacted, long upTo) {
        var hasher = new KvHasher(compacted, upTo, () -> state.tree().any(index -> index.anyHashed(upTo)));
        try (var tx = backend.readTx()) {
            var end = Revision.encode(upTo + 1, 0, false);
            tx.sweep(Bucket.KEY, end, (key, value) -> {
                var kept = true;
                if (hasher.dependsOnKept(Revision.mainOf(key))) {
                    var index = state.tree().find(StoredKeyValue.keyOf(value));
                    kept = index != null && index.hashed(upTo, Revision.mainOf(key), Revision.subOf(key));
                }
                hasher.add(key, value, kept);
                return true;
            });
        }
        return hasher.hash();
    }
}
