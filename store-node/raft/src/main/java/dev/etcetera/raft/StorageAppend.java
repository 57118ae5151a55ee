package dev.etcetera.raft;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Snapshot;
import java.util.List;
import java.util.Optional;

/**
 * What one Ready wants written to the durable log. Several may be under way; they are written in the order in which the
 * Readies gave them out, and may share an fsync. When one and all before it are durable, {@code messagesAfter} may leave
 * and {@link RawNode#appended} is to be called.
 *
 * @param entries replace what they overlap of the entries before
 * @param snapshot comes before the entries, and in place of everything that the log held
 * @param mustSync whether it needs an fsync (a commit index alone does not)
 * @param messagesAfter to other nodes; they promise that what was written until now is durable
 * @param toSelf the node's own promises, which count like everybody's
 * @param term when it was made: once the term is another, a later append may be replacing what this one wrote, so its
 *     completion proves nothing about the entries of today
 * @param stable the end of the log once it is written; nothing while all is known to be durable
 */
public record StorageAppend(
        Optional<HardState> hardState,
        List<Entry> entries,
        Optional<Snapshot> snapshot,
        boolean mustSync,
        List<Message> messagesAfter,
        List<Message> toSelf,
        long term,
        Optional<EntryId> stable) {
    /** Whether there is nothing in it that needs to be durable: all that it promises is so with the appends before it. */
    public boolean addsNothing() {
        return !mustSync && snapshot.isEmpty();
    }

    /** What remains to be written when the messages have left. */
    public StorageAppend withoutPromises() {
        return new StorageAppend(hardState, entries, snapshot, mustSync, List.of(), List.of(), term, Optional.empty());
    }

    /** Whether nobody waits for it: it may be written together with the next one. */
    public boolean canWait() {
        return !mustSync && snapshot.isEmpty() && messagesAfter.isEmpty() && toSelf.isEmpty() && stable.isEmpty();
    }
}
