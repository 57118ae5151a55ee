package dev.etcetera.mvcc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.etcetera.api.mvccpb.KeyValue;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.Bucket;
import dev.etcetera.backend.ReadTx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers ranges from the index and the backend. Any thread, no lock.
 *
 * <p>A compaction may run meanwhile. It announces its revision before it removes anything, so a read that finds the
 * announced revision not above its own, after it has read everything, has missed nothing.
 */
final class RangeReader {
    private static final byte[] NO_END = new byte[0];

    private final Backend backend;
    private final KeyValueCache cache = new KeyValueCache();

    RangeReader(Backend backend) {
        this.backend = backend;
    }

    /** Reads at {@code revision}, which is not in the future; empty if a value has been compacted away meanwhile. */
    Optional<RangeOutcome.Found> read(KeyRange range, RangeSpec spec, long revision, Published state) {
        if (range.isSingle()) {
            return readSingle(range.key(), spec, revision, state);
        }
        var from = range.key().toByteArray();
        var to = range.isFromKey() ? NO_END : range.end().toByteArray();
        var atCurrent = revision == state.revision();
        if (spec.countOnly()) {
            var count = atCurrent ? state.tree().live(from, to, revision) : countAt(state.tree(), from, to, revision);
            return Optional.of(new RangeOutcome.Found(List.of(), count, state.revision()));
        }
        var collector = new Collector(spec, revision, !atCurrent);
        try (collector) {
            state.tree().visit(from, to, collector);
        }
        if (collector.missed) {
            return Optional.empty();
        }
        var count = collector.count;
        if (atCurrent && collector.isFull()) {
            count = state.tree().live(from, to, revision);
        }
        return Optional.of(new RangeOutcome.Found(collector.found, count, state.revision()));
    }

    /** The value before {@code revision}, if it is still there: prev_kv of an event. */
    @Nullable
    KeyValue valueBefore(ByteString key, long revision, Published state) {
        var index = state.tree().find(key.toByteArray());
        var version = index == null ? null : index.at(revision - 1);
        return version == null ? null : value(version, null);
    }

    private Optional<RangeOutcome.Found> readSingle(ByteString key, RangeSpec spec, long revision, Published state) {
        var index = state.tree().find(key.toByteArray());
        var version = index == null ? null : index.at(revision);
        if (version == null) {
            return Optional.of(new RangeOutcome.Found(List.of(), 0, state.revision()));
        }
        if (spec.countOnly()) {
            return Optional.of(new RangeOutcome.Found(List.of(), 1, state.revision()));
        }
        var keyValue = spec.keysOnly() ? keyOnly(key, version) : value(version, null);
        return keyValue == null
                ? Optional.empty()
                : Optional.of(new RangeOutcome.Found(List.of(keyValue), 1, state.revision()));
    }

    private @Nullable KeyValue value(KeyVersion version, @Nullable ReadTx open) {
        var cached = cache.get(version.main(), version.sub());
        if (cached != null) {
            return cached;
        }
        var at = Revision.encode(version.main(), version.sub(), false);
        if (open != null) {
            var stored = open.find(Bucket.KEY, at);
            return stored == null ? null : StoredKeyValue.parse(stored);
        }
        try (var tx = backend.readTx()) {
            var stored = tx.find(Bucket.KEY, at);
            if (stored == null) {
                return null;
            }
            var keyValue = StoredKeyValue.parse(stored);
            cache.put(version.main(), version.sub(), keyValue);
            return keyValue;
        }
    }

    /** As etcd answers keys_only from its index: without value and lease. */
    private static KeyValue keyOnly(ByteString key, KeyVersion version) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setCreateRevision(version.createRevision())
                .setModRevision(version.main())
                .setVersion(version.version())
                .build();
    }

    private static long countAt(KeyTree tree, byte[] from, byte[] to, long revision) {
        var counter = new KeyTree.KeyVisitor() {
            private long count;

            @Override
            public boolean visit(KeyIndex index) {
                if (index.existsAt(revision)) {
                    count++;
                }
                return true;
            }
        };
        tree.visit(from, to, counter);
        return counter.count;
    }

    /** Gathers the keys of one range; goes on counting behind the limit where the tree cannot count. */
    private final class Collector implements KeyTree.KeyVisitor, AutoCloseable {
        private final List<KeyValue> found = new ArrayList<>();
        private final RangeSpec spec;
        private final long revision;
        private final boolean countAll;
        private @Nullable ReadTx tx;
        private long count;
        private boolean missed;

        Collector(RangeSpec spec, long revision, boolean countAll) {
            this.spec = spec;
            this.revision = revision;
            this.countAll = countAll;
        }

        boolean isFull() {
            return spec.limit() > 0 && found.size() >= spec.limit();
        }

        @Override
        public boolean visit(KeyIndex index) {
            if (isFull()) {
                if (index.existsAt(revision)) {
                    count++;
                }
                return countAll;
            }
            var version = index.at(revision);
            if (version == null) {
                return true;
            }
            count++;
            var keyValue = spec.keysOnly()
                    ? keyOnly(UnsafeByteOperations.unsafeWrap(index.key), version)
                    : value(version, openTx());
            if (keyValue == null) {
                missed = true;
                return false;
            }
            found.add(keyValue);
            return countAll || !isFull();
        }

        private ReadTx openTx() {
            var open = tx;
            if (open == null) {
                open = backend.readTx();
                tx = open;
            }
            return open;
        }

        @Override
        public void close() {
            if (tx != null) {
                tx.close();
            }
        }
    }
}
