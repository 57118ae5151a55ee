package dev.etcetera.server.storage;

import dev.etcetera.failpoint.Failpoint;
import dev.etcetera.failpoint.Failpoints;
import dev.etcetera.raft.StorageAppend;
import dev.etcetera.raft.log.LogStorage;
import dev.etcetera.raft.log.MemoryLog;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.protocol.SnapshotMetadata;
import dev.etcetera.snap.Snapshotter;
import dev.etcetera.wal.Wal;
import dev.etcetera.wal.WalOptions;
import dev.etcetera.wal.WalReplay;
import dev.etcetera.wal.WalSnapshot;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * The raft log on disk (WAL and .snap files) and in memory. Owned by the raft thread.
 *
 * <p>Invariant: what the memory log holds is in the WAL; a failed write ends the member, so the two never part.
 */
public final class RaftStorage implements Closeable {
    /** How many entries before the newest checkpoint are read back at a restart. */
    private static final long REPLAYED_ENTRIES = 100_000;

    private final Wal wal;
    private final Snapshotter snapshotter;
    private final MemoryLog log;
    /** Indexes of the checkpoints that a restart may begin from, the oldest first. */
    private final ArrayDeque<Long> checkpoints = new ArrayDeque<>();

    private final int maxWals;
    private final LogRetention retention =
            LogRetention.forHeap(Runtime.getRuntime().maxMemory());
    private boolean retentionDue;

    private RaftStorage(Wal wal, Snapshotter snapshotter, MemoryLog log, int maxWals) {
        this.maxWals = maxWals;
        this.wal = wal;
        this.snapshotter = snapshotter;
        this.log = log;
    }

    /**
     * An opened storage.
     *
     * @param identity who it belongs to
     * @param checkpoint the index up to which the backend must hold everything
     * @param empty whether nothing was ever appended to it
     */
    public record Opened(RaftStorage storage, MemberIdentity identity, long checkpoint, boolean empty) {}

    /** Whether a member has lived here before. */
    public static boolean exists(DataDir dir) throws IOException {
        return Wal.exists(dir.wal());
    }

    /** A new log for a new member. {@code maxWals} segments stay when older ones are not needed any more; 0 keeps all. */
    public static Opened create(DataDir dir, MemberIdentity identity, WalOptions options, int maxWals)
            throws IOException {
        Wal wal = Wal.create(dir.wal(), identity.encode(), options);
        RaftStorage storage = new RaftStorage(wal, new Snapshotter(dir.snap()), new MemoryLog(), maxWals);
        return new Opened(storage, identity, 0, true);
    }

    /**
     * The log of a member that ran before. A torn tail is repaired, other damage refused. It is read from a checkpoint that
     * lies some way back, so that another member that lags can still be served from memory; entries whose effects the
     * backend holds are not applied again.
     */
    public static Opened open(DataDir dir, WalOptions options, int maxWals) throws IOException {
        Snapshotter snapshotter = new Snapshotter(dir.snap());
        List<WalSnapshot> valid = Wal.validSnapshots(dir.wal());
        long checkpoint = valid.stream().mapToLong(WalSnapshot::index).max().orElse(0);
        Optional<Snapshot> start = snapshotter.loadNewest(startingPoints(valid, checkpoint));
        WalSnapshot from = start.map(Snapshot::metadata)
                .map(metadata -> new WalSnapshot(metadata.index(), metadata.term(), metadata.confState()))
                .orElse(WalSnapshot.EMPTY);
        WalReplay replay = Wal.open(dir.wal(), from, options);
        MemoryLog log = new MemoryLog();
        start.ifPresent(log::applySnapshot);
        RaftStorage storage = new RaftStorage(replay.wal(), snapshotter, log, maxWals);
        valid.stream().map(WalSnapshot::index).sorted().forEach(storage.checkpoints::add);
        log.setHardState(replay.hardState());
        storage.append(replay.entries());
        boolean empty = start.isEmpty() && replay.entries().isEmpty();
        return new Opened(storage, MemberIdentity.decode(replay.metadata().toByteArray()), checkpoint, empty);
    }

    private static List<WalSnapshot> startingPoints(List<WalSnapshot> valid, long checkpoint) {
        return valid.stream()
                .filter(snapshot -> snapshot.index() <= checkpoint - REPLAYED_ENTRIES)
                .toList();
    }

    /** The log as Raft reads it. */
    public LogStorage log() {
        return log;
    }

    /** Writes the first entries of a new cluster, which every member makes alike. */
    public void bootstrap(HardState state, List<Entry> entries) throws IOException {
        wal.save(Optional.of(state), entries, true);
        log.setHardState(state);
        append(entries);
    }

    /** Makes entries, hard state and a received snapshot of one turn durable, with one fsync if they need one. */
    public void save(StorageAppend ready, Failpoints failpoints) throws IOException {
        if (ready.snapshot().isPresent()) {
            saveReceived(ready, ready.snapshot().get(), failpoints);
        } else if (ready.hardState().isPresent() || !ready.entries().isEmpty()) {
            wal.save(ready.hardState(), ready.entries(), ready.mustSync());
            ready.hardState().ifPresent(log::setHardState);
            append(ready.entries());
        }
    }

    /**
     * The file first, then the log's note of it, then the hard state that commits it: only from then on does a restart
     * begin at the snapshot. Its database lies beside the file since before Raft heard of it.
     */
    private void saveReceived(StorageAppend ready, Snapshot received, Failpoints failpoints) throws IOException {
        failpoints.hit(Failpoint.RAFT_BEFORE_SAVE_SNAP);
        snapshotter.save(received);
        wal.saveSnapshot(walSnapshot(received.metadata()));
        failpoints.hit(Failpoint.RAFT_AFTER_SAVE_SNAP);
        wal.save(ready.hardState(), ready.entries(), true);
        failpoints.hit(Failpoint.RAFT_BEFORE_APPLY_SNAP);
        log.applySnapshot(received);
        failpoints.hit(Failpoint.RAFT_AFTER_APPLY_SNAP);
        ready.hardState().ifPresent(log::setHardState);
        append(ready.entries());
        wal.releaseTo(received.index());
        failpoints.hit(Failpoint.RAFT_AFTER_WAL_RELEASE);
    }

    private static WalSnapshot walSnapshot(SnapshotMetadata metadata) {
        return new WalSnapshot(metadata.index(), metadata.term(), metadata.confState());
    }

    /** Whether enough was appended since the last time for {@link #compact} to be worth its while. */
    public boolean compactionDue() {
        return retentionDue;
    }

    /**
     * Drops old applied entries from memory.
     *
     * @param slowestMatch the highest index that every member has, {@code Long.MAX_VALUE} where it is not known
     */
    public void compact(long applied, long slowestMatch) {
        retentionDue = false;
        long firstToKeep = retention.firstToKeep(applied, slowestMatch);
        if (firstToKeep > 1) {
            log.compact(firstToKeep - 1);
        }
    }

    /**
     * Marks that a restart need not replay entries up to {@code index}. The caller has made sure that the backend holds
     * them durably.
     */
    public void checkpoint(long index, ConfState confState) throws IOException {
        if (index < log.firstIndex()) {
            return; // Already dropped from memory: its term is gone, and the next checkpoint is not far.
        }
        Optional<Snapshot> snapshot = log.createSnapshot(index, confState, Payload.EMPTY);
        if (snapshot.isPresent()) {
            SnapshotMetadata metadata = snapshot.get().metadata();
            snapshotter.save(snapshot.get());
            wal.saveSnapshot(walSnapshot(metadata));
            checkpoints.add(metadata.index());
            purge(metadata.index() - REPLAYED_ENTRIES);
        }
    }

    /** Deletes segments from before the checkpoint at which a restart would begin: the newest not after {@code limit}. */
    private void purge(long limit) throws IOException {
        long start = 0;
        while (!checkpoints.isEmpty() && checkpoints.getFirst() <= limit) {
            start = checkpoints.removeFirst();
        }
        if (start > 0) {
            checkpoints.addFirst(start);
            wal.releaseTo(start);
            if (maxWals > 0) {
                wal.purge(maxWals);
            }
        }
    }

    private void append(List<Entry> entries) {
        log.append(entries);
        for (Entry entry : entries) {
            retentionDue |= retention.appended(entry.index(), entry.data().size());
        }
    }

    @Override
    public void close() throws IOException {
        wal.close();
    }
}
