package dev.etcetera.raft.simulation;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import java.util.Arrays;
import java.util.List;

/** The terms of a node's log as the node has shown it, also before it is durable. */
final class ShownLog {
    private long[] terms = new long[256];
    private long first;
    private long last;

    /** Begins behind a snapshot. */
    void restart(EntryId snapshot) {
        first = snapshot.index();
        last = snapshot.index() - 1;
        put(snapshot.term());
    }

    void append(List<Entry> entries) {
        last = entries.getFirst().index() - 1;
        for (Entry entry : entries) {
            put(entry.term());
        }
    }

    private void put(long term) {
        last++;
        if (last >= terms.length) {
            terms = Arrays.copyOf(terms, (int) (2 * last));
        }
        terms[(int) last] = term;
    }

    long firstIndex() {
        return first;
    }

    long lastIndex() {
        return last;
    }

    /** The term of an index, or -1. */
    long term(long index) {
        return index < first || index > last ? -1 : terms[(int) index];
    }
}
