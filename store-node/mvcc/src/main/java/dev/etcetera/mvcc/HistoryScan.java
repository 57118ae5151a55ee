package dev.etcetera.mvcc;

import com.google.protobuf.UnsafeByteOperations;
import dev.etcetera.api.mvccpb.KeyValue;
import dev.etcetera.backend.Bucket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads past changes out of the backend for some watchers at once. Owned by the sync thread. */
final class HistoryScan {
    private final KvStore store;
    private final WatcherGroup group = new WatcherGroup();
    private final Map<Watcher, CatchUp> byWatcher = new HashMap<>();
    private final List<CatchUp> catchUps = new ArrayList<>();
    private long readRevision;

    HistoryScan(KvStore store, List<Watcher> watchers) {
        this.store = store;
        var from = Long.MAX_VALUE;
        for (var watcher : watchers) {
            var catchUp = new CatchUp(watcher);
            group.add(watcher);
            byWatcher.put(watcher, catchUp);
            catchUps.add(catchUp);
            from = Math.min(from, catchUp.fromRevision);
        }
        readRevision = from - 1;
    }

    List<CatchUp> catchUps() {
        return catchUps;
    }

    /** Everything up to it has been read, unless all watchers are full. */
    long readRevision() {
        return readRevision;
    }

    boolean allFull() {
        return catchUps.stream().allMatch(CatchUp::isFull);
    }

    /** Reads on to the published revision. */
    void readOn() {
        var state = store.published();
        if (state.revision() <= readRevision) {
            return;
        }
        var from = Revision.encode(readRevision + 1, 0, false);
        var to = Revision.encode(state.revision() + 1, 0, false);
        try (var tx = store.backend().readTx()) {
            tx.range(Bucket.KEY, from, to, 0, (at, value) -> {
                look(at, value, state);
                return !allFull();
            });
        }
        readRevision = state.revision();
    }

    private void look(byte[] at, byte[] value, Published state) {
        var key = UnsafeByteOperations.unsafeWrap(StoredKeyValue.keyOf(value));
        var matching = new ArrayList<Watcher>(2);
        group.forEach(key, matching::add);
        if (matching.isEmpty()) {
            return;
        }
        var change = new ChangeEvent(change(at, value), store.reader(), state);
        for (var watcher : matching) {
            var catchUp = byWatcher.get(watcher);
            if (catchUp != null) {
                catchUp.add(change);
            }
        }
    }

    private static KeyValue change(byte[] at, byte[] value) {
        var keyValue = StoredKeyValue.parse(value);
        return Revision.isTombstone(at)
                ? keyValue.toBuilder().setModRevision(Revision.mainOf(at)).build()
                : keyValue;
    }
}
