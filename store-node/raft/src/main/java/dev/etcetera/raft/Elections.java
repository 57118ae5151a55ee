package dev.etcetera.raft;

import dev.etcetera.raft.log.RaftLog;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Message.VoteKind;
import dev.etcetera.raft.protocol.NodeId;
import dev.etcetera.raft.quorum.IdSet;

/** Asking for votes and giving them (§5.2, §5.4.1). Owned by the raft thread. */
final class Elections {
    private final Raft raft;

    Elections(Raft raft) {
        this.raft = raft;
    }

    /** Time is up, or the application wants this node to lead. */
    void start() {
        start(raft.features().preVote() ? VoteKind.PRE : VoteKind.REAL);
    }

    /** Campaigns unless this node must not: already leader, no voter, or about to learn of a changed membership. */
    void start(VoteKind kind) {
        if (raft.isLeader()) {
            raft.trace().debug("ignoring MsgHup because already leader");
        } else if (!raft.promotable()) {
            raft.trace().warn("is unpromotable and can not campaign");
        } else if (raft.log().hasUnappliedConfChange()) {
            raft.trace()
                    .warn("cannot campaign at term " + raft.term()
                            + " since there are still pending configuration changes to apply");
        } else {
            raft.trace().info("is starting a new election at term " + raft.term());
            campaign(kind);
        }
    }

    void campaign(VoteKind kind) {
        boolean pre = kind == VoteKind.PRE;
        if (pre) {
            raft.becomePreCandidate();
        } else {
            raft.becomeCandidate();
        }
        // A pre-vote is about the term that we would campaign in.
        long term = pre ? raft.term() + 1 : raft.term();
        EntryId last = raft.log().lastId();
        EntryId committed = raft.log().committedId();
        IdSet voters = raft.configuration().voters().ids();
        for (int i = 0; i < voters.size(); i++) {
            long voter = voters.get(i);
            if (voter == raft.id()) {
                // Our own vote counts once it is durable.
                raft.outbox().sendAfterAppend(new Message.VoteResponse(voter, voter, term, pre, false));
            } else {
                raft.trace().askedForVote(raft, last, kind, voter);
                // A request promises the end of our log. Did it leave before that is durable, then after a crash, with
                // a
                // shorter log, the answer could still reach us in the same term and elect us.
                raft.outbox().sendAfterAppend(new Message.Vote(raft.id(), voter, term, last, committed, kind));
            }
        }
    }

    /** Whatever our role. Learners vote too: one may have been promoted without having heard of it. */
    void answer(Message.Vote request) {
        boolean pre = request.kind() == VoteKind.PRE;
        boolean granted = mayVote(request) && raft.log().isUpToDate(request.last());
        raft.trace().answeredVote(raft, request, granted);
        // A granted pre-vote carries the term it was asked for: the one who asks ignores what is older.
        long term = granted ? request.term() : raft.term();
        EntryId committed = granted ? EntryId.ZERO : raft.log().committedId();
        raft.outbox()
                .sendAfterAppend(new Message.VoteResponse(raft.id(), request.from(), term, pre, !granted, committed));
        if (granted && !pre) {
            raft.timer().restart();
            raft.voteFor(request.from());
        }
    }

    /**
     * Takes what a candidate, or a refusal, says about the commit index, a fact in whatever term it comes. Without it a leader
     * that has removed or demoted itself could lock its cluster up for ever: it is no candidate any more, and a voter that
     * has not heard that the change is committed would go on asking for its vote, and have too short a log for it. This way
     * the voter hears of the change, applies it, and does not need the vote. The reverse: who was a learner, and has not
     * heard that it has a vote again, learns of it from the voter that needs it and whose log is too short.
     */
    void learnCommit(EntryId committed) {
        RaftLog log = raft.log();
        if (raft.isLeader() || committed.index() <= log.committed() || !log.matches(committed)) {
            return;
        }
        log.commitTo(committed.index());
        if (!(raft.role() instanceof Follower) && log.hasUnappliedConfChange()) {
            raft.trace().info("stops campaigning: a configuration change is committed and not yet applied");
            raft.becomeFollower(raft.term(), NodeId.NONE);
        }
    }

    private boolean mayVote(Message.Vote request) {
        boolean repeated = raft.vote() == request.from();
        boolean free = raft.vote() == NodeId.NONE && !raft.hasLeader();
        boolean aboutTheFuture =
                request.kind() == VoteKind.PRE && Long.compareUnsigned(request.term(), raft.term()) > 0;
        return repeated || free || aboutTheFuture;
    }
}
