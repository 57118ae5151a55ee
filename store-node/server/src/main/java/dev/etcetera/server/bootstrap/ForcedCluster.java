package dev.etcetera.server.bootstrap;

import dev.etcetera.raft.log.LogStorage;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.server.cluster.ConfChangeCodec;
import dev.etcetera.server.cluster.ForceNewCluster;
import dev.etcetera.server.cluster.Membership;
import dev.etcetera.server.config.ServerConfig;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.storage.MemberIdentity;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries out {@code --force-new-cluster} on an opened member before Raft starts: entries that were never committed are
 * dropped, and changes that remove everybody else are appended as committed. The member then applies them as any other.
 */
final class ForcedCluster {
    private final ServerConfig config;
    private final ZapLog log;

    ForcedCluster(ServerConfig config, ZapLog log) {
        this.config = config;
        this.log = log;
    }

    void force(MemberStorage storage) throws IOException {
        LogStorage entries = storage.raft().storage().log();
        MemberIdentity identity = storage.raft().identity();
        HardState state = entries.initialState().hardState();
        // What was applied was committed, even if the hard state that says so was not written any more.
        long commit = Math.max(state.commit(), storage.consistentIndex().index());
        Membership membership = membership(storage, entries, commit);
        if (membership.isRemoved(identity.memberId())) {
            throw new IOException("member " + Long.toHexString(identity.memberId())
                    + " was removed from its cluster: --force-new-cluster cannot bring it back;"
                    + " restore a snapshot instead");
        }
        if (entries.lastIndex() > commit) {
            log.info(
                    "discarding uncommitted WAL entries",
                    "entry-index",
                    commit + 1,
                    "commit-index-from-wal",
                    state.commit(),
                    "number-of-discarded-entries",
                    entries.lastIndex() - commit);
        }
        List<Entry> forced = forced(membership, identity.memberId(), state.term(), commit);
        long forcedCommit = forced.getLast().index();
        storage.raft().storage().bootstrap(new HardState(state.term(), state.vote(), forcedCommit), forced);
        log.info(
                "forcing restart member",
                "cluster-id",
                Long.toHexString(identity.clusterId()),
                "local-member-id",
                Long.toHexString(identity.memberId()),
                "wal-commit-index",
                state.commit(),
                "commit-index",
                forcedCommit);
    }

    /** The members once everything committed is applied. */
    private Membership membership(MemberStorage storage, LogStorage entries, long commit) {
        Membership membership = storage.cluster().membership();
        long next = Math.max(entries.firstIndex(), storage.consistentIndex().index() + 1);
        if (next > commit) {
            return membership;
        }
        for (Entry entry : entries.entries(next, commit + 1, Long.MAX_VALUE)) {
            if (entry.type() != EntryType.NORMAL) {
                ConfChange change =
                        ConfChangeCodec.decode(entry.type(), entry.data()).change();
                membership = membership.after(
                        membership.decide(change, config.cluster().maxLearners()));
            }
        }
        return membership;
    }

    /** An entry at least: it ends the log where the committed part of it ends. */
    private List<Entry> forced(Membership membership, long selfId, long term, long commit) {
        List<String> urls =
                config.urls().advertisePeer().stream().map(URI::toString).toList();
        List<Entry> forced = new ArrayList<>();
        for (ConfChange change : ForceNewCluster.changes(membership, selfId, urls)) {
            Payload encoded = Payload.wrap(ConfChangeCodec.encode(0, change));
            forced.add(new Entry(term, commit + 1 + forced.size(), EntryType.CONF_CHANGE, encoded));
        }
        if (forced.isEmpty()) {
            forced.add(new Entry(term, commit + 1, EntryType.NORMAL, Payload.EMPTY));
        }
        return forced;
    }
}
