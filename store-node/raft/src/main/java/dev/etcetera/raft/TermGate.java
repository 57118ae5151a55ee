package dev.etcetera.raft;

import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Message.VoteKind;
import dev.etcetera.raft.protocol.NodeId;
import java.util.Optional;

/** Compares a message's term with ours before anything else is done with it (§5.1). Owned by the raft thread. */
final class TermGate {
    private final Raft raft;

    TermGate(Raft raft) {
        this.raft = raft;
    }

    /** Returns whether the message goes on to the role; may have changed the role. */
    boolean admits(Message message) {
        if (message.term() == 0) {
            return true;
        }
        learnCommit(message);
        if (Long.compareUnsigned(message.term(), raft.term()) > 0) {
            return admitsNewer(message);
        }
        if (message.term() != raft.term()) {
            answerOlder(message);
            return false;
        }
        return true;
    }

    /** What is committed is true in whatever term it is said. */
    private void learnCommit(Message message) {
        if (message instanceof Message.Vote request) {
            raft.elections().learnCommit(request.committed());
        } else if (message instanceof Message.VoteResponse response && response.rejected()) {
            raft.elections().learnCommit(response.committed());
        }
    }

    private boolean admitsNewer(Message message) {
        if (message instanceof Message.Vote request && ignoredInLease(request)) {
            raft.trace().ignoredVote(raft, request);
            return false;
        }
        if (keepsOurTerm(message)) {
            return true;
        }
        raft.trace().higherTerm(raft.term(), message);
        raft.becomeFollower(message.term(), message.isFromLeader() ? message.from() : NodeId.NONE);
        return true;
    }

    /**
     * Whoever has heard from a leader within the shortest election timeout does not vote, nor takes up the new term: a
     * removed or cut-off node cannot disturb a working cluster (thesis §4.2.3). The leader's own wish breaks the rule.
     */
    private boolean ignoredInLease(Message.Vote request) {
        boolean inLease = raft.features().checkQuorum()
                && raft.hasLeader()
                && !raft.timer().leaseExpired();
        return inLease && request.kind() != VoteKind.TRANSFER;
    }

    /** A pre-vote asks about a term that does not exist yet; so does its granting answer. A refusal tells a real term. */
    private static boolean keepsOurTerm(Message message) {
        boolean asks = message instanceof Message.Vote request && request.kind() == VoteKind.PRE;
        boolean grants = message instanceof Message.VoteResponse response && response.pre() && !response.rejected();
        return asks || grants;
    }

    private void answerOlder(Message message) {
        RaftFeatures features = raft.features();
        boolean fromOldLeader = message instanceof Message.Append || message instanceof Message.Heartbeat;
        if (fromOldLeader && (features.checkQuorum() || features.preVote())) {
            // We may be a node that was cut off and went ahead in terms. Votes with higher terms are ignored within a
            // lease, so only such an answer can tell the leader to step down and let us in again.
            raft.outbox()
                    .sendAfterAppend(
                            new Message.AppendResponse(raft.id(), message.from(), raft.term(), 0, Optional.empty()));
        } else if (message instanceof Message.Vote request && request.kind() == VoteKind.PRE) {
            // Dropping it could lock up a cluster in which a node with a higher term but a shorter log waits.
            raft.outbox()
                    .sendAfterAppend(new Message.VoteResponse(
                            raft.id(),
                            request.from(),
                            raft.term(),
                            true,
                            true,
                            raft.log().committedId()));
        } else {
            raft.trace().ignoredLowerTerm(raft.term(), message);
        }
    }
}
