package dev.etcetera.server.propose;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.api.etcdserverpb.RequestHeader;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.server.consensus.ProposalSink;
import dev.etcetera.server.consensus.RaftView;
import java.util.function.LongSupplier;

/** Puts requests into Raft: checks that there is room, gives an id, waits for the entry to be applied. Any thread. */
public final class Proposer {
    /** How far applying may lag behind committing before clients are held back. */
    private static final long MAX_APPLY_LAG = 5000;

    private final ProposalSink sink;
    private final RaftView raft;
    private final LongSupplier appliedIndex;
    private final PendingRequests pending;
    private final RequestIds ids;
    private final ProposeLimits limits;

    public Proposer(
            ProposalSink sink,
            RaftView raft,
            LongSupplier appliedIndex,
            PendingRequests pending,
            RequestIds ids,
            ProposeLimits limits) {
        this.sink = sink;
        this.raft = raft;
        this.appliedIndex = appliedIndex;
        this.pending = pending;
        this.ids = ids;
        this.limits = limits;
    }

    /** An id for whatever else needs one. */
    public long nextId() {
        return ids.next();
    }

    /** Proposes what this member has decided as the leader of a term: it is lost with that leadership. Nobody waits for it. */
    public void proposeAsLeader(long term, InternalRaftRequest.Builder request) {
        byte[] data = request.setHeader(RequestHeader.newBuilder().setID(ids.next()))
                .build()
                .toByteArray();
        sink.proposeAsLeader(term, Payload.wrap(data));
    }

    /** Proposes a request; its header is set here. Returns at once: the callback hears the rest. */
    public void propose(InternalRaftRequest.Builder request, ProposalCallback done) {
        if (!sink.hasRoom() && !request.hasAlarm()) {
            done.failed(EtcdError.NO_SPACE);
            return;
        }
        if (raft.committedIndex() - appliedIndex.getAsLong() > MAX_APPLY_LAG) {
            done.failed(EtcdError.TOO_MANY_REQUESTS);
            return;
        }
        long requestId = ids.next();
        byte[] data = request.setHeader(RequestHeader.newBuilder().setID(requestId))
                .build()
                .toByteArray();
        if (data.length > limits.maxRequestBytes()) {
            done.failed(EtcdError.REQUEST_TOO_LARGE);
            return;
        }
        pending.register(requestId, done);
        if (!sink.propose(Payload.wrap(data)) && pending.forget(requestId)) {
            done.failed(EtcdError.TOO_MANY_REQUESTS);
        }
    }
}
