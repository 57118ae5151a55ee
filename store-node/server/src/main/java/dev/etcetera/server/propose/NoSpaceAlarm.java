package dev.etcetera.server.propose;

import dev.etcetera.api.EtcdError;
import dev.etcetera.api.etcdserverpb.AlarmRequest;
import dev.etcetera.api.etcdserverpb.AlarmRequest.AlarmAction;
import dev.etcetera.api.etcdserverpb.AlarmType;
import dev.etcetera.api.etcdserverpb.InternalRaftRequest;
import dev.etcetera.server.apply.ApplyResult;
import dev.etcetera.server.apply.NoSpaceListener;

/** Raises the alarm NOSPACE in this member's name. Any thread. */
public final class NoSpaceAlarm implements NoSpaceListener {
    private final Proposer proposer;
    private final long memberId;

    public NoSpaceAlarm(Proposer proposer, long memberId) {
        this.proposer = proposer;
        this.memberId = memberId;
    }

    @Override
    public void exceeded(Runnable then) {
        AlarmRequest alarm = AlarmRequest.newBuilder()
                .setMemberID(memberId)
                .setAction(AlarmAction.ACTIVATE)
                .setAlarm(AlarmType.NOSPACE)
                .build();
        proposer.propose(InternalRaftRequest.newBuilder().setAlarm(alarm), new ProposalCallback() {
            @Override
            public void applied(ApplyResult result) {
                then.run();
            }

            @Override
            public void failed(EtcdError error) {
                then.run();
            }
        });
    }
}
