package dev.etcetera.server.consensus;

import dev.etcetera.api.EtcdError;
import dev.etcetera.backend.Backend;
import dev.etcetera.backend.BatchTx;
import dev.etcetera.failpoint.Failpoint;
import dev.etcetera.failpoint.Failpoints;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChangeStep;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.NodeId;
import dev.etcetera.server.apply.ApplyListener;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.apply.ConfChangeApplier;
import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.cluster.ConfChangeCodec;
import dev.etcetera.server.cluster.DecodedConfChange;
import dev.etcetera.server.cluster.Membership;
import dev.etcetera.server.cluster.MembershipDecision;
import dev.etcetera.server.cluster.StoredConfState;
import dev.etcetera.server.storage.ConsistentIndex;
import java.util.List;

/**
 * Applies committed membership changes to the stored cluster, to Raft and to the transport. Owned by the apply thread.
 *
 * <p>After a restart Raft begins with the stored cluster's configuration. Changes that it contains are replayed as nothing:
 * nobody knows any more which of them were rejected when they were applied.
 */
public final class MembershipApplier implements ConfChangeApplier {
    private static final ConfChange NOTHING = ConfChange.of(ConfChangeStep.Kind.ADD_NODE, NodeId.NONE);

    private final Cluster cluster;
    private final BatchTx batch;
    private final ConsistentIndex consistentIndex;
    private final int maxLearners;
    private final Failpoints failpoints;
    private final ConfigurationTarget raft;
    private final ApplyListener waiting;
    private final List<MembershipListener> listeners;
    private volatile ConfState confState;

    /** The stored state that a change is written to, and the bound it is judged by. */
    public record Stored(
            Cluster cluster, BatchTx batch, ConsistentIndex consistentIndex, int maxLearners, Failpoints failpoints) {}

    /**
     * {@code waiting} hears what became of changes that were proposed here, {@code listeners} of every change that was
     * carried out.
     */
    public MembershipApplier(
            Stored stored,
            ConfigurationTarget raft,
            ApplyListener waiting,
            List<MembershipListener> listeners,
            ConfState initial) {
        this.cluster = stored.cluster();
        this.batch = stored.batch();
        this.consistentIndex = stored.consistentIndex();
        this.maxLearners = stored.maxLearners();
        this.failpoints = stored.failpoints();
        this.raft = raft;
        this.waiting = waiting;
        this.listeners = List.copyOf(listeners);
        this.confState = initial;
    }

    @Override
    public ConfState confState() {
        return confState;
    }

    @Override
    public void apply(Entry entry) {
        failpoints.hit(Failpoint.BEFORE_APPLY_ONE_CONF_CHANGE);
        DecodedConfChange decoded = ConfChangeCodec.decode(entry.type(), entry.data());
        if (entry.index() <= consistentIndex.index()) {
            tellRaft(entry.index(), NOTHING);
            return;
        }
        switch (cluster.membership().decide(decoded.change(), maxLearners)) {
            case MembershipDecision.Rejected(EtcdError reason) -> {
                listeners.forEach(listener -> listener.rejected(entry.index(), reason));
                tellRaft(entry.index(), NOTHING);
                answer(decoded.requestId(), ApplyResult.rejected(reason));
            }
            case MembershipDecision decision -> {
                tellRaft(entry.index(), decoded.change());
                cluster.apply(decision, batch);
                StoredConfState.put(batch, confState);
                listeners.forEach(listener -> listener.changed(decision));
                answer(decoded.requestId(), new ApplyResult.Reconfigured(cluster.members()));
            }
        }
    }

    /** Goes over to the members that the backend holds now, and to a configuration that Raft has already. */
    void restore(Backend backend, ConfState state) {
        Membership before = cluster.membership();
        cluster.restore(backend);
        confState = state;
        listeners.forEach(listener -> listener.restored(before, cluster.membership()));
    }

    /** Not before Raft takes the change for applied: the client may send the next one at once. */
    private void answer(long requestId, ApplyResult result) {
        if (waiting.awaits(requestId)) {
            raft.onceAdvanced(() -> waiting.applied(requestId, result));
        }
    }

    private void tellRaft(long index, ConfChange change) {
        raft.applyConfChange(index, change).ifPresent(state -> confState = state);
    }
}
