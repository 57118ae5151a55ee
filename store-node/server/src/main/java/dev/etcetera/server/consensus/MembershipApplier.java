package dev.etcetera.server.consensus;

import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BatchTx;
import dev.etcetera.failpoint.Failpoint;
import dev.etcetera.failpoint.Failpoints;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChangeStep;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.NodeId;
import dev.etcetera.server.apply.ConfChangeApplier;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.ConfChangeCodec;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.cluster.Membership;
import dev.etcetera.server.cluster.MembershipDecision;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.storage.ConsistentIndex;
import java.util.Optional;

/**
 * Applies committed membership changes to the stored cluster, to Raft and to the transport. Owned by the apply thread.
 *
 * <p>Raft hears of every change, also of those replayed at a restart, because its configuration lives in memory; the
 * stored cluster takes only those it does not hold yet.
 */
public final class MembershipApplier implements ConfChangeApplier {
    private final Cluster cluster;
    private final BatchTx batch;
    private final ConsistentIndex consistentIndex;
    private final int maxLearners;
    private final Failpoints failpoints;
    private final RaftInbox raft;
    private final long memberId;
    private final PeerTransport transport;
    private final ZapLog log;
    private volatile ConfState confState;

    /** The stored state that a change is written to, and the bound it is judged by. */
    public record Stored(
            Cluster cluster, BatchTx batch, ConsistentIndex consistentIndex, int maxLearners, Failpoints failpoints) {}

    public MembershipApplier(
            Stored stored, RaftInbox raft, long memberId, PeerTransport transport, ConfState initial, ZapLog log) {
        this.memberId = memberId;
        this.cluster = stored.cluster();
        this.batch = stored.batch();
        this.consistentIndex = stored.consistentIndex();
        this.maxLearners = stored.maxLearners();
        this.failpoints = stored.failpoints();
        this.raft = raft;
        this.transport = transport;
        this.confState = initial;
        this.log = log;
    }

    /** The configuration after the last applied change. */
    public ConfState confState() {
        return confState;
    }

    @Override
    public void apply(Entry entry) {
        failpoints.hit(Failpoint.BEFORE_APPLY_ONE_CONF_CHANGE);
        ConfChange change = ConfChangeCodec.decode(entry.type(), entry.data()).change();
        if (entry.index() <= consistentIndex.index()) {
            tellRaft(entry.index(), change);
            return;
        }
        switch (cluster.membership().decide(change, maxLearners)) {
            case MembershipDecision.Rejected(var reason) -> {
                log.warn("rejected a membership change", "index", entry.index(), "reason", reason.message());
                tellRaft(entry.index(), ConfChange.of(ConfChangeStep.Kind.ADD_NODE, NodeId.NONE));
            }
            case MembershipDecision decision -> {
                cluster.apply(decision, batch);
                tellRaft(entry.index(), change);
                tellTransport(decision);
            }
        }
    }

    /** Goes over to the members that the backend holds now, and to a configuration that Raft has already. */
    void restore(Backend backend, ConfState state) {
        Membership before = cluster.membership();
        cluster.restore(backend);
        confState = state;
        before.members().keySet().stream()
                .filter(id -> cluster.member(id).isEmpty())
                .forEach(transport::removePeer);
        for (Member member : cluster.members()) {
            if (member.id() != memberId) {
                transport.addPeer(member.id(), member.peerUrls());
                if (!before.member(member.id()).map(Member::peerUrls).equals(Optional.of(member.peerUrls()))) {
                    transport.updatePeer(member.id(), member.peerUrls());
                }
            }
        }
    }

    private void tellRaft(long index, ConfChange change) {
        try {
            raft.ask(node -> node.applyConfChange(index, change)).ifPresent(state -> confState = state);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellTransport(MembershipDecision decision) {
        switch (decision) {
            case MembershipDecision.Added(Member member) -> {
                log.info(
                        "added member", "member-id", NodeId.format(member.id()), "member-peer-urls", member.peerUrls());
                if (member.id() != memberId) {
                    transport.addPeer(member.id(), member.peerUrls());
                }
            }
            case MembershipDecision.Updated(Member member) -> transport.updatePeer(member.id(), member.peerUrls());
            case MembershipDecision.Removed(Member member) -> {
                long id = member.id();
                log.info("removed member", "member-id", NodeId.format(id));
                if (id == memberId) {
                    raft.removedFromCluster("this member was removed from the cluster");
                } else {
                    transport.removePeer(id);
                }
            }
            case MembershipDecision.Promoted _, MembershipDecision.Rejected _ -> {}
        }
    }
}
