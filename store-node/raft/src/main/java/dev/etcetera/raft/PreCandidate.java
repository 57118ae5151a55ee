package dev.etcetera.raft;

import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Message.VoteKind;
import dev.etcetera.raft.protocol.StateType;

/** Asks whether a campaign could be won before it disturbs anybody with a new term (thesis §9.6). Owned by the raft thread. */
final class PreCandidate implements Role {
    private final Raft raft;
    private final Campaigner campaigner;

    PreCandidate(Raft raft) {
        this.raft = raft;
        this.campaigner = new Campaigner(raft, true, () -> raft.elections().campaign(VoteKind.REAL));
    }

    @Override
    public StateType type() {
        return StateType.PRE_CANDIDATE;
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
