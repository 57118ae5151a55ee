package dev.etcetera.raft;

import dev.etcetera.raft.protocol.Entry;
import java.util.List;

/**
 * Committed entries that are durable here, to be applied in order and in the order of the Readies. When they are applied,
 * {@link RawNode#applied} is to be called. Never empty.
 *
 * @param bytes their encoded size: how many bytes may be under way is limited
 * @param awaited whether the node cannot go on as it would until it hears of their being applied: they hold a change of
 *     membership, or nothing more may be under way
 */
public record StorageApply(List<Entry> entries, long bytes, boolean awaited) {

    public long lastIndex() {
        return entries.getLast().index();
    }
}
