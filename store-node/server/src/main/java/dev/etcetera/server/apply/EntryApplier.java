package dev.etcetera.server.apply;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.AlarmType;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.server.storage.ConsistentIndex;
import java.util.List;
import java.util.Optional;

/**
 * Applies committed entries once each: what the backend already holds after a restart is passed over. Owned by the apply
 * thread.
 */
public final class EntryApplier implements EntryBatchApplier {
    private final ConsistentIndex consistentIndex;
    private final ApplyChain chain;
    private final Others others;
    private final ApplyListener listener;
    private final ApplyMetrics metrics;
    private long appliedIndex;
    private long appliedTerm;
    /** The last entry gone through since the start: behind what is applied while a restart goes through the log again. */
    private long passedIndex;

    /**
     * What is applied besides requests.
     *
     * @param logBegin the index after which the log begins
     */
    public record Others(ConfChangeApplier confChanges, SnapshotInstaller snapshots, long logBegin) {}

    public EntryApplier(
            ConsistentIndex consistentIndex,
            ApplyChain chain,
            Others others,
            ApplyListener listener,
            ApplyMetrics metrics) {
        this.consistentIndex = consistentIndex;
        this.chain = chain;
        this.others = others;
        this.listener = listener;
        this.metrics = metrics;
        this.appliedIndex = consistentIndex.index();
        this.appliedTerm = consistentIndex.term();
        this.passedIndex = others.logBegin();
    }

    @Override
    public void apply(List<Entry> committed) {
        for (Entry entry : committed) {
            if (entry.type() != EntryType.NORMAL) {
                others.confChanges().apply(entry);
            } else if (entry.data().size() == 0) {
                listener.termStarted(entry.term());
            } else if (entry.index() > consistentIndex.index()) {
                apply(entry);
            }
            passed(entry);
        }
        metrics.applied(appliedIndex);
    }

    @Override
    public void install(Snapshot snapshot) {
        if (snapshot.index() <= appliedIndex) {
            throw new IllegalStateException("unexpected leader snapshot from outdated index " + snapshot.index()
                    + ": entries up to " + appliedIndex + " are applied");
        }
        others.snapshots().install(snapshot, appliedIndex);
        appliedIndex = snapshot.index();
        passedIndex = appliedIndex;
        appliedTerm = snapshot.metadata().term();
        metrics.applied(appliedIndex);
    }

    @Override
    public long appliedIndex() {
        return appliedIndex;
    }

    @Override
    public Optional<Applied> applied() {
        return passedIndex < appliedIndex
                ? Optional.empty()
                : Optional.of(new Applied(
                        appliedIndex, appliedTerm, others.confChanges().confState()));
    }

    private void apply(Entry entry) {
        InternalRaftRequest request = decode(entry);
        // Members of older releases put the id at the top, newer ones into the header.
        long requestId = request.getID() == 0 ? request.getHeader().getID() : request.getID();
        boolean wanted = listener.awaits(requestId);
        RequestKind kind = RequestKind.of(request);
        long startNanos = System.nanoTime();
        ApplyResult result = chain.applier().apply(kind, request, wanted);
        metrics.applied(kind, result, System.nanoTime() - startNanos);
        if (result instanceof ApplyResult.Rejected(EtcdError error)
                && error == EtcdError.NO_SPACE
                && !chain.alarms().active(AlarmType.NOSPACE)) {
            chain.noSpace().exceeded(() -> listener.applied(requestId, result));
        } else if (wanted) {
            listener.applied(requestId, result);
        }
    }

    private void passed(Entry entry) {
        passedIndex = entry.index();
        if (entry.index() > consistentIndex.index()) {
            consistentIndex.set(entry.index(), entry.term());
        }
        if (entry.index() > appliedIndex) {
            appliedIndex = entry.index();
            appliedTerm = entry.term();
        }
    }

    private static InternalRaftRequest decode(Entry entry) {
        try {
            return InternalRaftRequest.parseFrom(entry.data().array());
        } catch (InvalidProtocolBufferException damaged) {
            throw new IllegalStateException("committed entry " + entry.index() + " is no request of etcd", damaged);
        }
    }
}
