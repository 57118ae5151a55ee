package dev.etcetera.mvcc;

import com.google.protobuf.ByteString;
import dev.etcetera.api.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What a store should answer: a copy of all keys for each revision, and the changes that led there. */
final class KvModel {
    private final List<TreeMap<String, KeyValue>> byRevision = new ArrayList<>();
    private final List<List<KeyValue>> changesByRevision = new ArrayList<>();
    private TreeMap<String, KeyValue> current = new TreeMap<>();
    private List<KeyValue> changes = new ArrayList<>();

    KvModel() {
        // Revisions 0 and 1 are the empty store.
        for (var revision = 0; revision < 2; revision++) {
            byRevision.add(new TreeMap<>());
            changesByRevision.add(List.of());
        }
    }

    long revision() {
        return byRevision.size() - 1L;
    }

    void put(String key, String value, long lease) {
        var main = revision() + 1;
        var before = current.get(key);
        var keyValue = KeyValue.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8(value))
                .setCreateRevision(before == null ? main : before.getCreateRevision())
                .setModRevision(main)
                .setVersion(before == null ? 1 : before.getVersion() + 1)
                .setLease(lease)
                .build();
        current.put(key, keyValue);
        changes.add(keyValue);
    }

    long delete(String from, String to) {
        var doomed = List.copyOf(sub(current, from, to).keySet());
        for (var key : doomed) {
            current.remove(key);
            changes.add(KeyValue.newBuilder()
                    .setKey(ByteString.copyFromUtf8(key))
                    .setModRevision(revision() + 1)
                    .build());
        }
        return doomed.size();
    }

    List<KeyValue> pending(String from, String to) {
        return List.copyOf(sub(current, from, to).values());
    }

    void end() {
        if (!changes.isEmpty()) {
            byRevision.add(new TreeMap<>(current));
            changesByRevision.add(changes);
            changes = new ArrayList<>();
        }
    }

    List<KeyValue> range(String from, String to, long revision) {
        return List.copyOf(sub(byRevision.get((int) revision), from, to).values());
    }

    List<KeyValue> changes(long revision) {
        return changesByRevision.get((int) revision);
    }

    /** Forgets what came after, as a crash does. */
    void rollBackTo(long revision) {
        while (revision() > revision) {
            byRevision.removeLast();
            changesByRevision.removeLast();
        }
        current = new TreeMap<>(byRevision.getLast());
    }

    static KeyRange keyRange(String from, String to) {
        return new KeyRange(ByteString.copyFromUtf8(from), ByteString.copyFromUtf8(to));
    }

    private static NavigableMap<String, KeyValue> sub(NavigableMap<String, KeyValue> map, String from, String to) {
        if (to.isEmpty()) {
            var one = new TreeMap<String, KeyValue>();
            if (map.containsKey(from)) {
                one.put(from, map.get(from));
            }
            return one;
        }
        if (to.equals("\0")) {
            return new TreeMap<>(map.tailMap(from, true));
        }
        return from.compareTo(to) >= 0 ? new TreeMap<>() : new TreeMap<>(map.subMap(from, true, to, false));
    }
}
