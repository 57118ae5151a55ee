package dev.etcetera.raft;

import dev.etcetera.raft.log.RaftLog;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Message.Rejection;
import dev.etcetera.raft.protocol.NodeId;
import dev.etcetera.raft.tracker.Progress;
import dev.etcetera.raft.tracker.ProgressState;
import dev.etcetera.raft.tracker.ProgressTracker;

/** What a leader does with the members' answers, its own among them. Owned by the raft thread of a leader. */
final class ResponseHandler {
    private final Raft raft;
    private final RaftLog log;
    private final ProgressTracker tracker;
    private final Replicator replicator;
    private final LeaderReads reads;
    private final LeaderTransfer transfer;

    ResponseHandler(
            Raft raft, ProgressTracker tracker, Replicator replicator, LeaderReads reads, LeaderTransfer transfer) {
        this.raft = raft;
        this.log = raft.log();
        this.tracker = tracker;
        this.replicator = replicator;
        this.reads = reads;
        this.transfer = transfer;
    }

    void appendResponse(Message.AppendResponse response) {
        if (!tracker.has(response.from())) {
            raft.trace().debug("no progress available for " + NodeId.format(response.from()));
            return;
        }
        Progress progress = tracker.get(response.from());
        progress.setRecentActive(true);
        if (response.rejection().isPresent()) {
            refused(response, response.rejection().get(), progress);
        } else {
            acknowledged(response, progress);
        }
    }

    /**
     * Finds the next place to probe. With the term that the follower has at its hint we can skip all of our entries with
     * larger terms: none of them can be in a log whose term there is smaller. Together with the follower's own skipping
     * (see {@link LogReceiver}) at most one probe per term is needed, however long the logs differ:
     *
     * <pre>
     * index      1 2 3 4 5 6 7 8 9
     * leader     1 3 3 3 5 5 5 5 5
     * follower   1 1 1 1 2 2            hint: index 6, term 2; next probe at 1
     * </pre>
     */
    private void refused(Message.AppendResponse response, Rejection hint, Progress progress) {
        raft.trace().refused(response, hint);
        long probeAt = hint.hintTerm() > 0
                ? log.findConflictByTerm(hint.hintIndex(), hint.hintTerm()).index()
                : hint.hintIndex();
        if (progress.maybeDecreaseTo(response.index(), probeAt)) {
            raft.trace().progress("decreased progress of", response.from(), progress);
            replicator.probe(response.from(), progress);
        }
    }

    private void acknowledged(Message.AppendResponse response, Progress progress) {
        long index = response.index();
        boolean news = progress.maybeUpdate(index);
        // An old index still ends probing: the member has answered the probe.
        if (!news && !(progress.state() == ProgressState.PROBE && progress.match() == index)) {
            return;
        }
        switch (progress.state()) {
            case PROBE -> progress.becomeReplicate();
            case SNAPSHOT -> maybeLeaveSnapshot(response.from(), progress);
            case REPLICATE -> progress.freeInflights(index);
        }
        maybeCommit();
        if (response.from() != raft.id()) {
            replicator.wantAppends();
            transfer.acknowledged(response.from(), progress);
        }
    }

    /** Whatever snapshot it was that the member got, and from whom: if the log reaches back to it, appends can go on. */
    private void maybeLeaveSnapshot(long member, Progress progress) {
        if (progress.match() + 1 >= log.firstIndex()) {
            raft.trace()
                    .progress(
                            "recovered from needing snapshot, resumed sending replication messages to",
                            member,
                            progress);
            progress.becomeProbe();
            progress.becomeReplicate();
        }
    }

    /** Commits what the voters hold; the others hear of it with the next appends. */
    void maybeCommit() {
        if (log.maybeCommit(new EntryId(raft.term(), tracker.committed()))) {
            reads.committed();
            replicator.wantAppends();
        }
    }

    void heartbeatResponse(Message.HeartbeatResponse response) {
        if (!tracker.has(response.from())) {
            raft.trace().debug("no progress available for " + NodeId.format(response.from()));
            return;
        }
        Progress progress = tracker.get(response.from());
        progress.setRecentActive(true);
        progress.resume();
        // A full window may mean that everything in it was lost: an empty append finds out. A member that was reported
        // unreachable and has everything needs one, too, to leave probing.
        if (progress.match() < log.lastIndex() || progress.state() == ProgressState.PROBE) {
            replicator.wantProbe(response.from());
        }
        reads.acknowledged(response.from(), response.context());
    }

    void unreachable(long member) {
        Progress progress = tracker.get(member);
        if (progress.state() == ProgressState.REPLICATE) {
            progress.becomeProbe();
        }
        raft.trace().progress("failed to send message because it is unreachable:", member, progress);
    }

    void snapshotReport(long member, boolean success) {
        Progress progress = tracker.get(member);
        if (progress.state() != ProgressState.SNAPSHOT) {
            return;
        }
        if (success) {
            progress.snapshotDelivered();
        } else {
            progress.snapshotFailed();
        }
        String what = success ? "snapshot succeeded" : "snapshot failed";
        raft.trace().progress(what + ", resumed sending replication messages to", member, progress);
    }
}
