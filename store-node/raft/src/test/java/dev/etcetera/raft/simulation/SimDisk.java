package dev.etcetera.raft.simulation;

import dev.etcetera.raft.StorageAppend;
import dev.etcetera.raft.log.MemoryLog;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The log of one node on its disk, and the appends on their way there: some wait, some are being written, some are written
 * and wait for an fsync. A crash loses what is not synced, but for as much of its beginning as chance has it.
 */
final class SimDisk {
    private final SimNode node;
    private final SplittableRandom random;

    private HardState hardState = HardState.EMPTY;
    private Snapshot snapshot = Snapshot.EMPTY;
    private final List<Entry> entries = new ArrayList<>();

    private final List<StorageAppend> waiting = new ArrayList<>();
    private List<StorageAppend> writing = List.of();
    private final List<StorageAppend> unsynced = new ArrayList<>();
    private int slowestMillis = 7;

    SimDisk(SimNode node, SplittableRandom random) {
        this.node = node;
        this.random = random;
    }

    void format(Snapshot first, HardState state) {
        snapshot = first;
        hardState = state;
    }

    void slowDown(int millis) {
        slowestMillis = millis;
    }

    void write(StorageAppend append) {
        waiting.add(append);
        if (writing.isEmpty()) {
            begin();
        }
    }

    /** All that waits together, or only the oldest one. */
    private void begin() {
        int count = random.nextInt(3) == 0 ? 1 : waiting.size();
        List<StorageAppend> batch = waiting.subList(0, count);
        writing = List.copyOf(batch);
        batch.clear();
        node.later(1 + random.nextInt(slowestMillis), this::finish);
    }

    private void finish() {
        List<StorageAppend> done = writing;
        writing = List.of();
        unsynced.addAll(done);
        if (done.stream()
                .anyMatch(append -> append.mustSync() || append.snapshot().isPresent())) {
            unsynced.forEach(this::sync);
            unsynced.clear();
        }
        done.forEach(node::appended);
        if (writing.isEmpty() && !waiting.isEmpty()) {
            begin();
        }
    }

    private void sync(StorageAppend append) {
        append.snapshot().ifPresent(received -> {
            snapshot = received;
            entries.clear();
        });
        append.entries().forEach(this::append);
        append.hardState().ifPresent(state -> hardState = state);
    }

    void crash() {
        unsynced.addAll(writing);
        int kept = random.nextInt(unsynced.size() + 1);
        unsynced.subList(0, kept).forEach(this::sync);
        if (kept < unsynced.size()) {
            tear(unsynced.get(kept));
        }
        unsynced.clear();
        writing = List.of();
        waiting.clear();
    }

    /** A crash in the middle of a write: some of the entries are there, the state behind them perhaps not. */
    private void tear(StorageAppend append) {
        if (append.snapshot().isEmpty()) {
            int kept = random.nextInt(append.entries().size() + 1);
            append.entries().subList(0, kept).forEach(this::append);
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
    MemoryLog boot(boolean forgetsVote) {
        MemoryLog log = new MemoryLog();
        log.applySnapshot(snapshot);
        log.append(entries);
        // The commit index alone is not synced, so it may be older than a snapshot of our own.
        long commit = Math.max(hardState.commit(), snapshot.index());
        log.setHardState(new HardState(hardState.term(), forgetsVote ? 0 : hardState.vote(), commit));
        return log;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    List<Entry> entries() {
        return entries;
    }
}
