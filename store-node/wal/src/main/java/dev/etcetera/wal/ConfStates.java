package dev.etcetera.wal;

import dev.etcetera.api.walpb.Snapshot;
import dev.etcetera.raft.protocol.ConfState;

/** The raft configuration as a message on disk, and back. */
public final class ConfStates {
    private ConfStates() {}

    public static dev.etcetera.api.raftpb.ConfState encode(ConfState state) {
        return dev.etcetera.api.raftpb.ConfState.newBuilder()
                .addAllVoters(state.voters())
                .addAllLearners(state.learners())
                .addAllVotersOutgoing(state.votersOutgoing())
                .addAllLearnersNext(state.learnersNext())
                .setAutoLeave(state.autoLeave())
                .build();
    }

    public static ConfState decode(dev.etcetera.api.raftpb.ConfState state) {
        return new ConfState(
                state.getVotersList(),
                state.getLearnersList(),
                state.getVotersOutgoingList(),
                state.getLearnersNextList(),
                state.getAutoLeave());
    }

    static Snapshot encode(WalSnapshot snapshot) {
        Snapshot.Builder message =
                Snapshot.newBuilder().setIndex(snapshot.index()).setTerm(snapshot.term());
        if (snapshot.index() > 0) {
            message.setConfState(encode(snapshot.confState()));
        }
        return message.build();
    }

    static WalSnapshot decode(Snapshot message) {
        return new WalSnapshot(message.getIndex(), message.getTerm(), decode(message.getConfState()));
    }
}
