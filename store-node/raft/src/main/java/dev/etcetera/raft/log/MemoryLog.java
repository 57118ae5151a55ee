package dev.etcetera.raft.log;

import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.Invariant;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.protocol.SnapshotMetadata;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The durable log held in memory: the write-ahead log keeps the same entries on disk. Owned by the raft thread.
 *
 * <p>Everything up to {@code compacted} has been replaced by snapshots; its term is kept for matching appends.
 */
public final class MemoryLog implements LogStorage {
    private HardState hardState = HardState.EMPTY;
    private Snapshot snapshot = Snapshot.EMPTY;
    private @Nullable ConfState applied;
    private EntryId compacted = EntryId.ZERO;
    private final EntryBuffer entries = new EntryBuffer(1);

    @Override
    public InitialState initialState() {
        return new InitialState(hardState, applied == null ? snapshot.metadata().confState() : applied);
    }

    @Override
    public List<Entry> entries(long lo, long hi, long maxBytes) {
        return entries.slice(lo, hi, maxBytes);
    }

    @Override
    public long term(long index) {
        if (index == compacted.index()) {
            return compacted.term();
        }
        return index < compacted.index() || index > lastIndex()
                ? UNKNOWN_TERM
                : entries.get(index).term();
    }

    @Override
    public long firstIndex() {
        return entries.firstIndex();
    }

    @Override
    public long lastIndex() {
        return entries.endIndex() - 1;
    }

    @Override
    public Optional<Snapshot> snapshot() {
        return Optional.of(snapshot);
    }

    public void setHardState(HardState state) {
        hardState = state;
    }

    /**
     * The configuration that a restarted node begins with, where the application holds a newer one than the snapshot. Changes
     * that it contains are then not for the node to make again.
     */
    public void beginWith(ConfState state) {
        applied = state;
    }

    /** Adds entries, replacing what they overlap; what is already compacted is skipped. Leaves no gap. */
    public void append(List<Entry> newEntries) {
        if (newEntries.isEmpty() || newEntries.getLast().index() < firstIndex()) {
            return;
        }
        long skip = Math.max(0, firstIndex() - newEntries.getFirst().index());
        List<Entry> kept = skip == 0 ? newEntries : newEntries.subList((int) skip, newEntries.size());
        long start = kept.getFirst().index();
        Invariant.check(start <= lastIndex() + 1, "missing log entry [last: %d, append at: %d]", lastIndex(), start);
        entries.truncateFrom(start);
        entries.append(kept);
    }

    /** Takes a received snapshot in place of everything. Returns false when it is older than the present one. */
    public boolean applySnapshot(Snapshot received) {
        if (snapshot.index() != 0 && snapshot.index() >= received.index()) {
            return false;
        }
        snapshot = received;
        compacted = received.metadata().id();
        entries.restart(compacted.index() + 1);
        return true;
    }

    /** Makes a snapshot at an applied index, or nothing when there is a newer one. Compacting is a separate step. */
    public Optional<Snapshot> createSnapshot(long index, ConfState confState, Payload data) {
        if (index <= snapshot.index()) {
            return Optional.empty();
        }
        Invariant.check(index <= lastIndex(), "snapshot %d is out of bound lastindex(%d)", index, lastIndex());
        snapshot = new Snapshot(new SnapshotMetadata(confState, index, term(index)), data);
        return Optional.of(snapshot);
    }

    /** Drops entries up to and including {@code index}. Returns false when they are gone already. */
    public boolean compact(long index) {
        if (index <= compacted.index()) {
            return false;
        }
        Invariant.check(index <= lastIndex(), "compact %d is out of bound lastindex(%d)", index, lastIndex());
        compacted = new EntryId(term(index), index);
        entries.dropBefore(index + 1);
        return true;
    }
}
