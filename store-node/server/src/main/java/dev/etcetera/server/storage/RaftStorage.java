package dev.etcetera.server.storage;

import dev.etcetera.raft.LogStorage;
import dev.etcetera.raft.MemoryLog;
import dev.etcetera.raft.Ready;
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
import java.util.List;
import java.util.Optional;

/**
 * The raft log on disk (WAL and .snap files) and in memory. Owned by the raft thread.
 *
 * <p>Invariant: what the memory log holds is in the WAL; a failed write ends the member, so the two never part.
 */
public final class RaftStorage implements Closeable {
    private final Wal wal;
    private final Snapshotter snapshotter;
    private final MemoryLog log;

    private RaftStorage(Wal wal, Snapshotter snapshotter, MemoryLog log) {
        this.wal = wal;
        this.snapshotter = snapshotter;
        this.log = log;
    }

    /** An opened storage, who it belongs to, and the snapshot it starts from (index 0 when there is none). */
    public record Opened(RaftStorage storage, MemberIdentity identity, SnapshotMetadata snapshot, boolean empty) {}

    /** Whether a member has lived here before. */
    public static boolean exists(DataDir dir) throws IOException {
        return Wal.exists(dir.wal());
    }

    /** A new log for a new member. */
    public static Opened create(DataDir dir, MemberIdentity identity, WalOptions options) throws IOException {
        Wal wal = Wal.create(dir.wal(), identity.encode(), options);
        RaftStorage storage = new RaftStorage(wal, new Snapshotter(dir.snap()), new MemoryLog());
        return new Opened(storage, identity, storage.log.snapshot().metadata(), true);
    }

    /** The log of a member that ran before: from its newest snapshot on. A torn tail is repaired, other damage refused. */
    public static Opened open(DataDir dir, WalOptions options) throws IOException {
        Snapshotter snapshotter = new Snapshotter(dir.snap());
        Optional<Snapshot> newest = snapshotter.loadNewest(Wal.validSnapshots(dir.wal()));
        WalSnapshot from = newest.map(Snapshot::metadata)
                .map(metadata -> new WalSnapshot(metadata.index(), metadata.term(), metadata.confState()))
                .orElse(new WalSnapshot(0, 0, ConfState.EMPTY));
        WalReplay replay = Wal.open(dir.wal(), from, options);
        MemoryLog log = new MemoryLog();
        newest.ifPresent(log::applySnapshot);
        log.setHardState(replay.hardState());
        log.append(replay.entries());
        boolean empty = newest.isEmpty() && replay.entries().isEmpty();
        RaftStorage storage = new RaftStorage(replay.wal(), snapshotter, log);
        return new Opened(
                storage, MemberIdentity.decode(replay.metadata()), log.snapshot().metadata(), empty);
    }

    /** The log as Raft reads it. */
    public LogStorage log() {
        return log;
    }

    /** Writes the first entries of a new cluster, which every member makes alike. */
    public void bootstrap(HardState state, List<Entry> entries) throws IOException {
        wal.save(Optional.of(state), entries, true);
        log.setHardState(state);
        log.append(entries);
    }

    /** Makes entries and hard state of one turn durable, with one fsync if they need one. */
    public void save(Ready ready) throws IOException {
        if (ready.hardState().isEmpty() && ready.entries().isEmpty()) {
            return;
        }
        wal.save(ready.hardState(), ready.entries(), ready.mustSync());
        ready.hardState().ifPresent(log::setHardState);
        log.append(ready.entries());
    }

    /**
     * Marks that a restart need not replay entries up to {@code index}. The caller has made sure that the backend holds
     * them durably.
     */
    public void checkpoint(long index, ConfState confState) throws IOException {
        Snapshot snapshot = log.createSnapshot(index, confState, Payload.EMPTY);
        SnapshotMetadata metadata = snapshot.metadata();
        wal.saveSnapshot(new WalSnapshot(metadata.index(), metadata.term(), metadata.confState()));
        snapshotter.save(snapshot);
    }

    @Override
    public void close() throws IOException {
        wal.close();
    }
}
