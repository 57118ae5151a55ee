package dev.etcetera.raft;

import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Message.VoteKind;
import dev.etcetera.raft.protocol.NodeId;
import dev.etcetera.raft.protocol.StateType;

/** Follows the leader it knows, if any, and campaigns when it hears from none for too long. Owned by the raft thread. */
final class Follower implements Role {
    private final Raft raft;
    private final LogReceiver receiver;

    Follower(Raft raft) {
        this.raft = raft;
        this.receiver = new LogReceiver(raft);
    }

    @Override
    public StateType type() {
        return StateType.FOLLOWER;
    }

    @Override
    public void tick() {
        Campaigner.tick(raft);
    }

    @Override
    public ProposeResult propose(Message.Propose proposal) {
        if (!raft.hasLeader()) {
            raft.trace().info("no leader at term " + raft.term() + "; dropping proposal");
            return ProposeResult.DROPPED;
        }
        if (raft.features().disableProposalForwarding()) {
            raft.trace()
                    .info("not forwarding to leader " + NodeId.format(raft.leader()) + " at term " + raft.term()
                            + "; dropping proposal");
            return ProposeResult.DROPPED;
        }
        raft.outbox().send(new Message.Propose(proposal.from(), raft.leader(), 0, proposal.entries()));
        return ProposeResult.ACCEPTED;
    }

    @Override
    public void step(Message message) {
        switch (message) {
            case Message.Append append -> {
                heardFrom(append);
                receiver.append(append);
            }
            case Message.Heartbeat heartbeat -> {
                heardFrom(heartbeat);
                receiver.heartbeat(heartbeat);
            }
            case Message.InstallSnapshot install -> {
                heardFrom(install);
                receiver.snapshot(install);
            }
            case Message.TimeoutNow timeoutNow -> campaignForLeader(timeoutNow);
            case Message.ReadIndex read -> forward(read);
            case Message.ReadIndexResponse response ->
                raft.outbox().read(new ReadState(response.index(), response.context()));
            case Message.TransferLeader transfer -> forward(transfer);
            case Message.ForgetLeader _ -> forgetLeader();
            case Message.AppendResponse _,
                    Message.HeartbeatResponse _,
                    Message.VoteResponse _,
                    Message.Vote _,
                    Message.Propose _ -> {}
        }
    }

    private void heardFrom(Message message) {
        raft.timer().restart();
        raft.follow(message.from());
    }

    /** The leader hands over to us: no pre-vote, which would only find that the leader still lives. */
    private void campaignForLeader(Message.TimeoutNow timeoutNow) {
        raft.trace()
                .info("[term " + raft.term() + "] received MsgTimeoutNow from " + NodeId.format(timeoutNow.from())
                        + " and starts an election to get leadership.");
        raft.elections().start(VoteKind.TRANSFER);
    }

    private void forward(Message.ReadIndex read) {
        if (raft.hasLeader()) {
            raft.outbox().send(new Message.ReadIndex(read.from(), raft.leader(), 0, read.context()));
        } else {
            raft.trace().info("no leader at term " + raft.term() + "; dropping index reading msg");
        }
    }

    private void forward(Message.TransferLeader transfer) {
        if (raft.hasLeader()) {
            raft.outbox().send(new Message.TransferLeader(transfer.from(), raft.leader(), raft.term()));
        } else {
            raft.trace().info("no leader at term " + raft.term() + "; dropping leader transfer msg");
        }
    }

    /** Opens the way for an election before the timeout, when the leader is known to be gone. */
    private void forgetLeader() {
        if (raft.features().readOnly() == ReadOnlyOption.LEASE_BASED) {
            raft.trace().warn("ignoring MsgForgetLeader due to ReadOnlyLeaseBased");
        } else if (raft.hasLeader()) {
            raft.trace().info("forgetting leader " + NodeId.format(raft.leader()) + " at term " + raft.term());
            raft.follow(NodeId.NONE);
        }
    }
}
