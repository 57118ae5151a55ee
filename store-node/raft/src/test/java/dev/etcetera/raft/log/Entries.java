package dev.etcetera.raft.log;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Payload;
import java.util.ArrayList;
import java.util.List;

/** Entries for tests. */
final class Entries {
    private Entries() {}

    /** Consecutive entries from {@code first} on, one for each term. */
    static List<Entry> from(long first, long... terms) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < terms.length; i++) {
            entries.add(new Entry(terms[i], first + i, EntryType.NORMAL, Payload.EMPTY));
        }
        return entries;
    }
}
