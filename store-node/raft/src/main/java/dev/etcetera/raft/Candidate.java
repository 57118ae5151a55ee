package dev.etcetera.raft;

import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.StateType;

/** Has taken a new term, voted for itself and asks the others to do the same (§5.2). Owned by the raft thread. */
final class Candidate implements Role {
    private final Raft raft;
    private final Campaigner campaigner;

    Candidate(Raft raft) {
        this.raft = raft;
        this.campaigner = new Campaigner(raft, false, raft::becomeLeader);
    }

    @Override
    public StateType type() {
        return StateType.CANDIDATE;
    }

    @Override
    public void tick() {
        Campaigner.tick(raft);
    }

    @Override
    public ProposeResult propose(Message.Propose proposal) {
        return campaigner.dropProposal();
    }

    @Override
    public void step(Message message) {
        campaigner.step(message);
    }
}
