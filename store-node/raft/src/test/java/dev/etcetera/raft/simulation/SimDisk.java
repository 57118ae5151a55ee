package dev.etcetera.raft.simulation;

import dev.etcetera.raft.StorageAppend;
import dev.etcetera.raft.log.MemoryLog;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What survives a crash of one node. */
final class SimDisk {
    private HardState hardState = HardState.EMPTY;
    private Snapshot snapshot = Snapshot.EMPTY;
    private final List<Entry> entries = new ArrayList<>();

    void format(Snapshot first, HardState state) {
        snapshot = first;
        hardState = state;
    }

    void write(StorageAppend append) {
        append.snapshot().ifPresent(received -> {
            snapshot = received;
            entries.clear();
        });
        append.entries().forEach(this::append);
        append.hardState().ifPresent(state -> hardState = state);
    }

    /** A crash in the middle of a write: some of the entries are there, the state behind them perhaps not. */
    void tear(StorageAppend append, RandomGenerator random) {
        if (append.snapshot().isPresent()) {
            return;
        }
        int kept = random.nextInt(append.entries().size() + 1);
        append.entries().subList(0, kept).forEach(this::append);
        if (kept == append.entries().size() && random.nextBoolean()) {
            append.hardState().ifPresent(state -> hardState = state);
        }
    }

    private void append(Entry entry) {
        int keep = (int) (entry.index() - 1 - snapshot.index());
        entries.subList(keep, entries.size()).clear();
        entries.add(entry);
    }

    /** A snapshot of our own replaces the log up to it. */
    void compact(Snapshot own) {
        entries.removeIf(entry -> entry.index() <= own.index());
        snapshot = own;
    }

    /** As a node finds it when it starts. */
    MemoryLog boot() {
        MemoryLog log = new MemoryLog();
        log.applySnapshot(snapshot);
        log.append(entries);
        // The commit index alone is not synced, so it may be older than a snapshot of our own.
        long commit = Math.max(hardState.commit(), snapshot.index());
        log.setHardState(new HardState(hardState.term(), hardState.vote(), commit));
        return log;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    List<Entry> entries() {
        return entries;
    }
}
