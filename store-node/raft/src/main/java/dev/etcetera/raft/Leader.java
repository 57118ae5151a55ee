package dev.etcetera.raft;

import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.NodeId;
import dev.etcetera.raft.protocol.StateType;
import dev.etcetera.raft.quorum.IdSet;
import dev.etcetera.raft.tracker.Inflights;
import dev.etcetera.raft.tracker.Progress;
import dev.etcetera.raft.tracker.ProgressTracker;

/**
 * Takes proposals, replicates them, commits what a quorum holds, and steps down when it no longer hears from one. Made
 * anew with each leadership. Owned by the raft thread.
 */
final class Leader implements Role {
    private final Raft raft;
    private final ProgressTracker tracker;
    private final Replicator replicator;
    private final LeaderReads reads;
    private final LeaderLog leaderLog;
    private final LeaderTransfer transfer;
    private final ResponseHandler responses;
    private final LeaderInbox inbox;

    private int heartbeatElapsed;

    Leader(Raft raft) {
        this.raft = raft;
        RaftLimits limits = raft.config().limits();
        tracker = new ProgressTracker(
                raft.configuration(),
                raft.log().lastIndex(),
                () -> new Inflights(limits.maxInflightMessages(), limits.maxInflightBytes()));
        replicator = new Replicator(raft, tracker);
        reads = new LeaderReads(raft, replicator);
        leaderLog = new LeaderLog(raft, replicator);
        transfer = new LeaderTransfer(raft, tracker, replicator);
        responses = new ResponseHandler(raft, tracker, replicator, reads, transfer);
        inbox = new LeaderInbox(responses, reads, transfer);
    }

    /** Starts the term with an empty entry: only an entry of its own term lets a leader commit older ones (§5.4.2, §8). */
    void begin() {
        Progress own = tracker.get(raft.id());
        own.maybeUpdate(raft.log().lastIndex());
        own.becomeReplicate();
        own.setRecentActive(true);
        leaderLog.begin();
    }

    @Override
    public StateType type() {
        return StateType.LEADER;
    }

    @Override
    public void tick() {
        heartbeatElapsed++;
        raft.timer().tick();
        if (raft.timer().leaseExpired()) {
            raft.timer().restart();
            if (raft.features().checkQuorum() && !quorumActive()) {
                raft.trace().warn("stepped down to follower since quorum is not active");
                raft.becomeFollower(raft.term(), NodeId.NONE);
                return;
            }
            // A transfer that has not succeeded within an election timeout will not: take proposals again.
            transfer.abort();
        }
        if (heartbeatElapsed >= raft.config().heartbeatTicks()) {
            heartbeatElapsed = 0;
            replicator.wantHeartbeats();
        }
    }

    /** Asks, and begins a new period in which everybody has to be heard of again. */
    private boolean quorumActive() {
        boolean active = tracker.quorumActive();
        IdSet members = tracker.members();
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i) != raft.id()) {
                tracker.at(i).setRecentActive(false);
            }
        }
        return active;
    }

    @Override
    public ProposeResult propose(Message.Propose proposal) {
        if (!tracker.has(raft.id())) {
            // Removed while leading.
            return ProposeResult.DROPPED;
        }
        if (transfer.isUnderWay()) {
            raft.trace()
                    .debug("[term " + raft.term() + "] transfer leadership to " + NodeId.format(transfer.transferee())
                            + " is in progress; dropping proposal");
            return ProposeResult.DROPPED;
        }
        return leaderLog.propose(proposal.entries());
    }

    @Override
    public void step(Message message) {
        inbox.step(message);
    }

    @Override
    public void flush() {
        leaderLog.flush();
        replicator.flush(reads.heartbeatContext());
        transfer.flush();
    }

    @Override
    public void applied(long index, long payloadBytes) {
        leaderLog.applied(payloadBytes);
        if (raft.configuration().autoLeave() && index >= leaderLog.pendingConfIndex()) {
            leaderLog.proposeLeavingJoint(this);
        }
    }

    @Override
    public void configurationChanged() {
        tracker.install(raft.configuration(), raft.log().lastIndex());
        if (!raft.configuration().isVoter(raft.id()) && raft.features().stepDownOnRemoval()) {
            raft.becomeFollower(raft.term(), NodeId.NONE);
            return;
        }
        // A smaller quorum may have everything already; a new member is probed without waiting for a heartbeat. Also if
        // we
        // are the one removed: the others follow us until we go, and nobody else would commit what they hold.
        responses.maybeCommit();
        replicator.wantAppends();
        if (!raft.configuration().isVoter(transfer.transferee())) {
            transfer.abort();
        }
    }

    /** What was on its way to the member is probably lost: find out what it has instead of streaming on. */
    void reportUnreachable(long id) {
        if (tracker.has(id)) {
            responses.unreachable(id);
        }
    }

    void reportSnapshot(long id, boolean success) {
        if (tracker.has(id)) {
            responses.snapshotReport(id, success);
        }
    }

    long othersHold() {
        return tracker.highestMatchBesides(raft.id());
    }

    ProgressTracker tracker() {
        return tracker;
    }

    long transferee() {
        return transfer.transferee();
    }
}
