package dev.etcetera.server.consensus;

import dev.etcetera.backend.Backend;
import dev.etcetera.backend.CommittedView;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.NodeId;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.server.apply.Applied;
import dev.etcetera.server.log.ZapLog;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes the snapshot for a member that the log no longer reaches back to: of what is applied by then, so that the database
 * and what Raft says of it are of one index. Asked on the raft thread, does its work on the apply thread, and leaves reading
 * the database to the transport.
 */
public final class SnapshotMaker implements SnapshotRequests {
    private final Executor applyThread;
    private final Supplier<Optional<Applied>> applied;
    private final Backend backend;
    private final Function<CommittedView, SnapshotDatabase> database;
    private final PeerTransport transport;
    private final PeerEvents raft;
    private final ZapLog log;

    /** What a snapshot is made of. The database closes the view that it is made from. */
    public record Source(
            Executor applyThread,
            Supplier<Optional<Applied>> applied,
            Backend backend,
            Function<CommittedView, SnapshotDatabase> database) {}

    public SnapshotMaker(Source source, PeerTransport transport, PeerEvents raft, ZapLog log) {
        this.applyThread = source.applyThread();
        this.applied = source.applied();
        this.backend = source.backend();
        this.database = source.database();
        this.transport = transport;
        this.raft = raft;
        this.log = log;
    }

    @Override
    public void requested(Message.InstallSnapshot message) {
        applyThread.execute(() -> make(message));
    }

    private void make(Message.InstallSnapshot wanted) {
        Optional<Applied> state = applied.get();
        // Raft asks again when it hears that nothing was sent. A full disk takes no commit: then the database stays
        // behind.
        if (state.isEmpty()
                || !transport.mayReceiveSnapshot(wanted.to())
                || !backend.batchTx().commit()) {
            raft.snapshotReported(wanted.to(), false);
            return;
        }
        SnapshotDatabase frozen = database.apply(backend.committed());
        Snapshot snapshot = new Snapshot(state.get().metadata(), Payload.EMPTY);
        log.info(
                "sending merged snapshot",
                "from",
                NodeId.format(wanted.from()),
                "to",
                NodeId.format(wanted.to()),
                "snapshot-index",
                snapshot.index());
        transport.sendSnapshot(new OutgoingSnapshot(
                new Message.InstallSnapshot(wanted.from(), wanted.to(), wanted.term(), snapshot), frozen));
    }
}
