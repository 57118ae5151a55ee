package dev.etcetera.mvcc;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Watchers by what they watch. Not thread-safe. */
final class WatcherGroup {
    private final Map<ByteString, Set<Watcher>> singles = new HashMap<>();
    private final WatcherIntervals ranges = new WatcherIntervals();
    private int size;

    void add(Watcher watcher) {
        size++;
        var range = watcher.spec.range();
        if (range.isSingle()) {
            singles.computeIfAbsent(range.key(), key -> new LinkedHashSet<>()).add(watcher);
        } else {
            ranges.add(watcher);
        }
    }

    void remove(Watcher watcher) {
        size--;
        var range = watcher.spec.range();
        if (!range.isSingle()) {
            ranges.remove(watcher);
            return;
        }
        var same = singles.get(range.key());
        if (same != null && same.remove(watcher) && same.isEmpty()) {
            singles.remove(range.key());
        }
    }

    /** Takes all watchers out. */
    List<Watcher> clear() {
        var all = new ArrayList<Watcher>(size);
        singles.values().forEach(all::addAll);
        singles.clear();
        ranges.clear(all::add);
        size = 0;
        return all;
    }

    int size() {
        return size;
    }

    void forEach(ByteString key, Consumer<Watcher> action) {
        if (!singles.isEmpty()) {
            var same = singles.get(key);
            if (same != null) {
                same.forEach(action);
            }
        }
        if (!ranges.isEmpty()) {
            ranges.forEach(key, action);
        }
    }
}
