package dev.etcetera.raft;

import dev.etcetera.raft.log.RaftLog;
import dev.etcetera.raft.protocol.Entry;
import java.util.List;

/**
 * Committed entries that are durable here, to be applied in order and in the order of the Readies. When they are applied,
 * {@link RawNode#applied} is to be called. Never empty.
 *
 * @param bytes their encoded size: how many bytes may be under way is limited
 */
public record StorageApply(List<Entry> entries, long bytes) {
    static StorageApply of(List<Entry> entries) {
        return new StorageApply(entries, RaftLog.encodedSize(entries));
    }

    public long lastIndex() {
        return entries.getLast().index();
    }
}
