package dev.etcetera.raft;

import dev.etcetera.raft.log.RaftLog;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.NodeId;
import dev.etcetera.raft.tracker.Progress;
import dev.etcetera.raft.tracker.ProgressTracker;

/**
 * Handing over leadership (thesis §3.10): bring the other up to date, taking no proposals meanwhile, then tell it to
 * campaign at once. Owned by the raft thread of a leader.
 */
final class LeaderTransfer {
    private final Raft raft;
    private final RaftLog log;
    private final ProgressTracker tracker;
    private final Replicator replicator;

    private long transferee = NodeId.NONE;
    /** The other has everything and is to be told so. */
    private boolean ready;

    LeaderTransfer(Raft raft, ProgressTracker tracker, Replicator replicator) {
        this.raft = raft;
        this.log = raft.log();
        this.tracker = tracker;
        this.replicator = replicator;
    }

    boolean isUnderWay() {
        return transferee != NodeId.NONE;
    }

    long transferee() {
        return transferee;
    }

    void abort() {
        transferee = NodeId.NONE;
        ready = false;
    }

    void request(long target) {
        if (!tracker.has(target)) {
            raft.trace().debug("no progress available for " + NodeId.format(target));
        } else if (raft.configuration().isLearner(target)) {
            raft.trace().debug("is learner. Ignored transferring leadership");
        } else if (target == transferee) {
            raft.trace()
                    .info(prefix() + "transfer leadership to " + NodeId.format(target)
                            + " is in progress, ignores request to same node " + NodeId.format(target));
        } else {
            replace(target);
        }
    }

    private void replace(long target) {
        if (isUnderWay()) {
            raft.trace().info(prefix() + "abort previous transferring leadership to " + NodeId.format(transferee));
            abort();
        }
        if (target == raft.id()) {
            raft.trace().debug("is already leader. Ignored transferring leadership to self");
            return;
        }
        raft.trace().info(prefix() + "starts to transfer leadership to " + NodeId.format(target));
        // It has one election timeout from now.
        raft.timer().restart();
        transferee = target;
        if (tracker.get(target).match() == log.lastIndex()) {
            raft.trace()
                    .info("sends MsgTimeoutNow to " + NodeId.format(target) + " immediately as " + NodeId.format(target)
                            + " already has up-to-date log");
            ready = true;
        } else {
            replicator.wantProbe(target);
        }
    }

    void acknowledged(long member, Progress progress) {
        if (member == transferee && progress.match() == log.lastIndex()) {
            raft.trace().info("sent MsgTimeoutNow to " + NodeId.format(member) + " after received MsgAppResp");
            ready = true;
        }
    }

    /** After the appends, so that the other hears what is committed before it leaves us. */
    void flush() {
        if (ready) {
            ready = false;
            raft.outbox().send(new Message.TimeoutNow(raft.id(), transferee, raft.term()));
        }
    }

    private String prefix() {
        return "[term " + raft.term() + "] ";
    }
}
