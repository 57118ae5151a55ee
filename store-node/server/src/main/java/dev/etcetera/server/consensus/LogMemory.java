package dev.etcetera.server.consensus;

import dev.etcetera.raft.RawNode;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.storage.RaftStorage;

/**
 * Keeps the part of the log that is in memory within bounds: drops what is applied and wanted by nobody, and takes nothing
 * more while too much waits to be applied. Owned by the raft thread.
 */
final class LogMemory {
    private static final String REPLICATING = "StateReplicate";

    private final RawNode node;
    private final RaftStorage storage;
    private final AppliedIndex applied;
    private final PeerTransport transport;
    private final ZapLog log;
    private boolean waitsForSnapshot;

    LogMemory(RawNode node, RaftStorage storage, RaftLoop.Parts parts) {
        this.node = node;
        this.storage = storage;
        this.applied = parts.appliedIndex();
        this.transport = parts.transport();
        this.log = parts.log();
    }

    /**
     * Steps a message, if there is room for what it brings. A member that goes over to a snapshot applies nothing meanwhile,
     * and its leader goes on. What is not let in is lost like a message on the network, and Raft sends it again.
     */
    void step(Message message) {
        boolean grows =
                message instanceof Message.Append append && !append.entries().isEmpty();
        if (!grows || storage.hasRoomBehind(applied.getAsLong())) {
            node.step(message);
        }
    }

    /** Drops old entries, if enough came in since the last time. */
    void compact() {
        if (storage.compactionDue()) {
            applied.state().ifPresent(state -> storage.compact(state.metadata(), wanted()));
        }
    }

    /**
     * The first index of the log that another member is going to ask for: everything while a snapshot is on its way, as
     * whoever gets it needs what came after it; and what a member lacks that does follow, only slowly.
     */
    private long wanted() {
        boolean underWay = transport.snapshotUnderWay();
        if (underWay && !waitsForSnapshot) {
            // etcd says so every time; once for all of it is enough.
            log.info("skip compaction since there is an inflight snapshot");
        }
        waitsForSnapshot = underWay;
        if (underWay) {
            return 0;
        }
        return node.status().progress().values().stream()
                .filter(progress -> progress.recentActive() && progress.state().equals(REPLICATING))
                .mapToLong(progress -> progress.match() + 1)
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
