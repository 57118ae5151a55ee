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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The raft log on disk (WAL and .snap files) and in memory. Two threads share it once the member runs: the WAL thread owns
 * what is on disk, the raft thread what is in memory. Each method says whose it is.
 *
 * <p>A restart begins at the newest snapshot, of our own making or received, and needs the segments from there on. In memory
 * the log reaches further back, for members that were away for a moment.
 *
 * <p>Invariant: what the memory log holds is in the WAL, as it is shown there only when it is durable; a failed write ends
 * the member, so the two never part.
 */
public final class RaftStorage implements Closeable {
    private final Wal wal;
    private final Snapshotter snapshotter;
    private final MemoryLog log;
    private final LogRetention retention;
    private boolean retentionDue;
    /** The hard state that was written last. The WAL thread's. */
    private HardState written = HardState.EMPTY;
    /** Where a restart would begin. */
    private volatile long checkpointIndex;

    private RaftStorage(Wal wal, Snapshotter snapshotter, MemoryLog log, long catchupEntries) {
        this.wal = wal;
        this.snapshotter = snapshotter;
        this.log = log;
        this.retention =
                LogRetention.forHeap(catchupEntries, Runtime.getRuntime().maxMemory());
    }

    /**
     * An opened storage.
     *
     * @param identity who it belongs to
     * @param checkpoint the index up to which the backend must hold everything
     * @param empty whether nothing was ever appended to it
     * @param repair there when the last write had been cut off by a crash and was dropped
     */
    public record Opened(
            RaftStorage storage,
            MemberIdentity identity,
            long checkpoint,
            boolean empty,
            Optional<WalReplay.Repair> repair) {}

    /** Whether a member has lived here before. */
    public static boolean exists(DataDir dir) throws IOException {
        return Wal.exists(dir.wal());
    }

    /** A new log for a new member. In memory it keeps so many applied entries for members that were away for a moment. */
    public static Opened create(DataDir dir, MemberIdentity identity, WalOptions options, long catchupEntries)
            throws IOException {
        Wal wal = Wal.create(dir.wal(), identity.encode(), options);
        RaftStorage storage = new RaftStorage(wal, new Snapshotter(dir.snap()), new MemoryLog(), catchupEntries);
        return new Opened(storage, identity, 0, true, Optional.empty());
    }

    /**
     * The log of a member that ran before, from its newest snapshot on. A torn tail is repaired, other damage refused.
     * Entries whose effects the backend holds are not applied again.
     */
    public static Opened open(DataDir dir, WalOptions options, long catchupEntries) throws IOException {
        Snapshotter snapshotter = new Snapshotter(dir.snap());
        WalSnapshot from = newest(Wal.validSnapshots(dir.wal()), snapshotter);
        WalReplay replay = Wal.open(dir.wal(), from, options);
        MemoryLog log = new MemoryLog();
        if (from.index() > 0) {
            log.applySnapshot(
                    new Snapshot(new SnapshotMetadata(from.confState(), from.index(), from.term()), Payload.EMPTY));
        }
        RaftStorage storage = new RaftStorage(replay.wal(), snapshotter, log, catchupEntries);
        storage.checkpointIndex = from.index();
        log.setHardState(replay.hardState());
        storage.written = replay.hardState();
        storage.append(replay.entries());
        boolean empty = from.index() == 0 && replay.entries().isEmpty();
        return new Opened(
                storage, MemberIdentity.decode(replay.metadata().toByteArray()), from.index(), empty, replay.repair());
    }

    /** The log itself says what the newest snapshot is; old releases of etcd left the configuration to the .snap file. */
    private static WalSnapshot newest(List<WalSnapshot> valid, Snapshotter snapshotter) throws IOException {
        WalSnapshot newest = WalSnapshot.EMPTY;
        for (WalSnapshot snapshot : valid) {
            newest = snapshot.index() >= newest.index() ? snapshot : newest;
        }
        if (newest.index() == 0 || !newest.confState().voters().isEmpty()) {
            return newest;
        }
        long index = newest.index();
        return snapshotter
                .loadNewest(List.of(newest))
                .map(found -> walSnapshot(found.metadata()))
                .orElseThrow(() -> new DataDirException("no .snap file holds the raft configuration at index " + index
                        + ", and the log, which an old etcd wrote, does not say it: " + DataDirException.ADVICE));
    }

    /** The log as Raft reads it. */
    public LogStorage log() {
        return log;
    }

    /** Where a restart would begin. Any thread. */
    public long checkpointIndex() {
        return checkpointIndex;
    }

    /** The configuration that the backend holds: the node begins with it, however far back its log does. */
    public void beginWith(ConfState applied) {
        log.beginWith(applied);
    }

    /** Writes the first entries of a new cluster, which every member makes alike. */
    public void bootstrap(HardState state, List<Entry> entries) throws IOException {
        wal.save(Optional.of(state), entries, true);
        written = state;
        log.setHardState(state);
        append(entries);
    }

    /** Writes an append; {@link #sync} makes it durable. A received snapshot is durable at once. The WAL thread's. */
    public void write(StorageAppend append, Failpoints failpoints) throws IOException {
        if (append.snapshot().isPresent()) {
            writeReceived(append, append.snapshot().get(), failpoints);
        } else if (append.hardState().isPresent() || !append.entries().isEmpty()) {
            wal.save(append.hardState(), append.entries(), false);
            append.hardState().ifPresent(state -> written = state);
        }
    }

    /** Makes everything written so far durable. The WAL thread's. */
    public void sync() throws IOException {
        wal.sync();
    }

    /**
     * The file first, then the log's note of it, then the hard state that commits it: only from then on does a restart
     * begin at the snapshot. Its database lies beside the file since before Raft heard of it.
     */
    private void writeReceived(StorageAppend append, Snapshot received, Failpoints failpoints) throws IOException {
        failpoints.hit(Failpoint.RAFT_BEFORE_SAVE_SNAP);
        snapshotter.save(received);
        wal.saveSnapshot(walSnapshot(received.metadata()));
        failpoints.hit(Failpoint.RAFT_AFTER_SAVE_SNAP);
        wal.save(append.hardState(), append.entries(), true);
        append.hardState().ifPresent(state -> written = state);
        checkpointIndex = received.index();
        wal.releaseTo(received.index());
        failpoints.hit(Failpoint.RAFT_AFTER_WAL_RELEASE);
    }

    /** Shows Raft what has become durable. The raft thread's. */
    public void show(StorageAppend append, Failpoints failpoints) {
        if (append.snapshot().isPresent()) {
            failpoints.hit(Failpoint.RAFT_BEFORE_APPLY_SNAP);
            log.applySnapshot(append.snapshot().get());
            retention.restarted();
            failpoints.hit(Failpoint.RAFT_AFTER_APPLY_SNAP);
        }
        append.hardState().ifPresent(log::setHardState);
        append(append.entries());
    }

    private static WalSnapshot walSnapshot(SnapshotMetadata metadata) {
        return new WalSnapshot(metadata.index(), metadata.term(), metadata.confState());
    }

    /** Bytes that the log can take without asking the disk for more. Any thread. */
    public long allocatedRoom() {
        return wal.allocatedRoom();
    }

    /** Whether enough was appended since the last time for {@link #compact} to be worth its while. The raft thread's. */
    public boolean compactionDue() {
        return retentionDue;
    }

    /** Whether memory has room for more entries, with so many applied that they are no burden. The raft thread's. */
    public boolean hasRoomBehind(long applied) {
        return retention.hasRoomBehind(applied);
    }

    /**
     * Drops old applied entries from memory; whoever needs them then needs a snapshot. The raft thread's.
     *
     * @param wanted the first index that somebody is going to ask for; {@code Long.MAX_VALUE} when nobody is known
     */
    public void compact(SnapshotMetadata applied, long wanted) {
        retentionDue = false;
        if (applied.index() > log.lastIndex()) {
            return; // Applied before a crash that took the end of the log.
        }
        long firstToKeep = retention.firstToKeep(applied.index(), wanted);
        if (firstToKeep > log.firstIndex()) {
            // There must be a snapshot for those who need what is gone.
            log.createSnapshot(applied.index(), applied.confState(), Payload.EMPTY);
            log.compact(firstToKeep - 1);
        }
    }

    /**
     * Makes a restart begin after {@code applied}, unless it would begin later anyway; returns whether it did. The caller
     * has made sure that the backend holds durably what was applied. The WAL thread's.
     */
    public boolean writeCheckpoint(SnapshotMetadata applied) throws IOException {
        if (applied.index() <= checkpointIndex) {
            return false;
        }
        if (written.commit() < applied.index()) {
            // A snapshot counts at a restart only when the log says that its index is committed.
            written = new HardState(written.term(), written.vote(), applied.index());
            wal.save(Optional.of(written), List.of(), false);
        }
        try {
            snapshotter.save(new Snapshot(applied, Payload.EMPTY));
        } catch (IOException failure) {
            if (wal.hasRoomFor(0)) {
                throw failure;
            }
            return false; // The disk is full: the next checkpoint will do.
        }
        wal.saveSnapshot(walSnapshot(applied));
        checkpointIndex = applied.index();
        wal.releaseTo(checkpointIndex);
        return true;
    }

    /**
     * Deletes the oldest files that no restart needs while there are more than so many; 0 keeps all. Any thread.
     *
     * @return what was deleted
     */
    public List<Path> purge(int maxWals, int maxSnapshots) throws IOException {
        List<Path> deleted = new ArrayList<>();
        if (maxWals > 0) {
            deleted.addAll(wal.purge(maxWals));
        }
        if (maxSnapshots > 0) {
            deleted.addAll(snapshotter.purge(maxSnapshots));
        }
        return deleted;
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
