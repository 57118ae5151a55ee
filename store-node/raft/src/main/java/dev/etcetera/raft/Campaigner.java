package dev.etcetera.raft;

import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.NodeId;
import dev.etcetera.raft.tracker.VoteTally;

/** What all who do not lead have in common, and what both kinds of candidates have. Owned by the raft thread. */
final class Campaigner {
    private final Raft raft;
    private final boolean pre;
    private final Runnable won;
    private final VoteTally tally = new VoteTally();

    Campaigner(Raft raft, boolean pre, Runnable won) {
        this.raft = raft;
        this.pre = pre;
        this.won = won;
    }

    /** Counts a tick and campaigns when the time without a leader is up. */
    static void tick(Raft raft) {
        raft.timer().tick();
        if (raft.promotable() && raft.timer().expired()) {
            raft.timer().restart();
            raft.elections().start();
        }
    }

    ProposeResult dropProposal() {
        raft.trace().info("no leader at term " + raft.term() + "; dropping proposal");
        return ProposeResult.DROPPED;
    }

    void step(Message message) {
        switch (message) {
            case Message.Append _, Message.Heartbeat _, Message.InstallSnapshot _ -> {
                // Someone else has won this term.
                raft.becomeFollower(message.term(), message.from());
                raft.role().step(message);
            }
            case Message.VoteResponse response -> count(response);
            case Message.TimeoutNow _ ->
                raft.trace().debug("[term " + raft.term() + "] ignored MsgTimeoutNow from a campaigning state");
            case Message.ReadIndex _,
                    Message.ReadIndexResponse _,
                    Message.TransferLeader _,
                    Message.ForgetLeader _,
                    Message.AppendResponse _,
                    Message.HeartbeatResponse _,
                    Message.Vote _,
                    Message.Propose _ -> {}
        }
    }

    /** Answers to a pre-vote may still arrive when the vote itself has begun: they do not count there. */
    private void count(Message.VoteResponse response) {
        if (response.pre() != pre) {
            return;
        }
        tally.record(response.from(), !response.rejected());
        VoteTally.Count count = tally.count(raft.configuration());
        raft.trace().counted(raft, response, count);
        switch (count.result()) {
            case WON -> won.run();
            case LOST -> raft.becomeFollower(raft.term(), NodeId.NONE);
            case PENDING -> {}
        }
    }
}
