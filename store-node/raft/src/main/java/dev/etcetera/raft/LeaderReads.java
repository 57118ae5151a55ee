package dev.etcetera.raft;

import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;

/** Linearizable reads without writing to the log (thesis §6.4). Owned by the raft thread of a leader. */
final class LeaderReads {
    private final Raft raft;
    private final Replicator replicator;
    private final ReadConfirmations confirmations = new ReadConfirmations();

    LeaderReads(Raft raft, Replicator replicator) {
        this.raft = raft;
        this.replicator = replicator;
    }

    void request(Message.ReadIndex read) {
        if (!committedInTerm()) {
            // Our commit index may be behind what an earlier leader has told its clients; also if that was we
            // ourselves,
            // before a restart: a commit index alone is not synced.
            raft.pendingReads().add(read);
        } else {
            begin(read);
        }
    }

    /**
     * Whether nobody else could have become leader unnoticed. That the cluster has a single voter is not enough: a
     * leader that was removed or demoted leads on for a while, and then the single voter is another node.
     */
    private boolean decidesAlone() {
        return raft.configuration().isSingleton() && raft.configuration().isVoter(raft.id());
    }

    private void begin(Message.ReadIndex read) {
        if (decidesAlone()) {
            respond(read, raft.log().committed());
            return;
        }
        switch (raft.features().readOnly()) {
            case SAFE -> {
                confirmations.add(read, raft.log().committed());
                confirmations.acknowledged(raft.id(), confirmations.position());
                replicator.wantHeartbeats();
            }
            case LEASE_BASED -> respond(read, raft.log().committed());
        }
    }

    /** Something was committed: if it is the first in this term, reads can begin. */
    void committed() {
        if (!raft.pendingReads().isEmpty() && committedInTerm()) {
            raft.pendingReads().takeAll().forEach(this::begin);
        }
    }

    /** Whether an entry of our own term is committed, so that our commit index is the cluster's. */
    private boolean committedInTerm() {
        return raft.log().matches(new EntryId(raft.term(), raft.log().committed()));
    }

    /** Goes with every heartbeat; empty while no read waits. */
    Payload heartbeatContext() {
        return confirmations.isEmpty() ? Payload.EMPTY : ReadConfirmations.encode(confirmations.position());
    }

    void acknowledged(long member, Payload context) {
        if (raft.features().readOnly() != ReadOnlyOption.SAFE || context.isEmpty()) {
            return;
        }
        confirmations.acknowledged(member, ReadConfirmations.decode(context));
        for (ReadConfirmations.Waiting read :
                confirmations.takeConfirmed(raft.configuration().voters())) {
            respond(read.request(), read.index());
        }
    }

    private void respond(Message.ReadIndex read, long index) {
        if (read.from() == raft.id()) {
            raft.outbox().read(new ReadState(index, read.context()));
        } else {
            raft.outbox()
                    .send(new Message.ReadIndexResponse(raft.id(), read.from(), raft.term(), index, read.context()));
        }
    }
}
