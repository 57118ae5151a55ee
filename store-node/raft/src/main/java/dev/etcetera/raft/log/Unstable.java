package dev.etcetera.raft.log;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.Invariant;
import dev.etcetera.raft.protocol.Snapshot;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is not yet known to be durable: a received snapshot and the newest entries. Owned by the raft thread. It keeps
 * them until a Ready hands them out, and goes on keeping them until their write is confirmed.
 *
 * <pre>
 * storage:   ... 4 5 6 7 8        (7 and 8 are about to be replaced)
 * unstable:          7 8 9 10
 *             offset ^   ^ inProgress: 7 and 8 are being written, 9 and 10 wait for the next Ready
 * </pre>
 */
final class Unstable {
    private final EntryBuffer entries;
    private long inProgress;
    private @Nullable Snapshot snapshot;
    private boolean snapshotInProgress;

    Unstable(long offset) {
        entries = new EntryBuffer(offset);
        inProgress = offset;
    }

    long offset() {
        return entries.firstIndex();
    }

    boolean hasEntries() {
        return !entries.isEmpty();
    }

    boolean hasSnapshot() {
        return snapshot != null;
    }

    Optional<Snapshot> snapshot() {
        return Optional.ofNullable(snapshot);
    }

    boolean hasNextSnapshot() {
        return snapshot != null && !snapshotInProgress;
    }

    /** The snapshot, unless it is being written already. */
    Optional<Snapshot> nextSnapshot() {
        return hasNextSnapshot() ? snapshot() : Optional.empty();
    }

    boolean hasNextEntries() {
        return inProgress < entries.endIndex();
    }

    /** The entries that no Ready has handed out yet. */
    List<Entry> nextEntries() {
        return entries.slice(inProgress, entries.endIndex());
    }

    /** Whether the last index of the log is known here. */
    boolean knowsLastIndex() {
        return hasEntries() || snapshot != null;
    }

    long lastIndex() {
        return entries.endIndex() - 1;
    }

    /** The term of an index, or {@link LogStorage#UNKNOWN_TERM} when it has to be asked from the storage. */
    long term(long index) {
        if (index >= offset()) {
            return index < entries.endIndex() ? entries.get(index).term() : LogStorage.UNKNOWN_TERM;
        }
        Snapshot pending = snapshot;
        return pending != null && pending.index() == index ? pending.metadata().term() : LogStorage.UNKNOWN_TERM;
    }

    List<Entry> slice(long lo, long hi, long maxBytes) {
        return entries.slice(lo, hi, maxBytes);
    }

    void acceptInProgress() {
        inProgress = entries.endIndex();
        snapshotInProgress = snapshot != null;
    }

    /**
     * Everything up to this entry is durable. Does nothing when the entry has been replaced in the meantime: the write
     * of its successor is still to be confirmed.
     */
    void stableTo(EntryId id) {
        if (id.index() < offset() || term(id.index()) != id.term()) {
            return;
        }
        entries.dropBefore(id.index() + 1);
        inProgress = Math.max(inProgress, offset());
    }

    void stableSnapshotTo(long index) {
        Snapshot pending = snapshot;
        if (pending != null && pending.index() == index) {
            snapshot = null;
            snapshotInProgress = false;
        }
    }

    void restore(Snapshot received) {
        entries.restart(received.index() + 1);
        inProgress = entries.firstIndex();
        snapshot = received;
        snapshotInProgress = false;
    }

    /** Adds entries, replacing what they overlap, here and (when it is written) in the storage. */
    void truncateAndAppend(List<Entry> newEntries) {
        long from = newEntries.getFirst().index();
        Invariant.check(from <= entries.endIndex(), "gap in the log: %d after %d", from, lastIndex());
        if (from <= offset()) {
            entries.restart(from);
            inProgress = from;
        } else {
            entries.truncateFrom(from);
            inProgress = Math.min(inProgress, from);
        }
        entries.append(newEntries);
    }
}
