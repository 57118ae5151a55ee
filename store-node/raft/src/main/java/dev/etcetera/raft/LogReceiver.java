package dev.etcetera.raft;

import dev.etcetera.raft.confchange.ConfigurationRules;
import dev.etcetera.raft.log.RaftLog;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Message.Rejection;
import dev.etcetera.raft.protocol.Snapshot;
import java.util.Optional;

/** A follower's side of replication: takes the leader's entries, commit index and snapshots. Owned by the raft thread. */
final class LogReceiver {
    private final Raft raft;
    private final RaftLog log;

    LogReceiver(Raft raft) {
        this.raft = raft;
        this.log = raft.log();
    }

    void append(Message.Append append) {
        EntryId previous = append.previous();
        if (previous.index() < log.committed()) {
            respond(append.from(), log.committed(), Optional.empty());
        } else if (log.maybeAppend(previous, append.entries(), append.commit())) {
            respond(append.from(), previous.index() + append.entries().size(), Optional.empty());
        } else {
            reject(append);
        }
    }

    /**
     * Tells the leader the largest index at which our logs could still agree: what we hold behind it with a term larger
     * than that of the leader's entry cannot be in the leader's log. Skips whole terms instead of single entries.
     */
    private void reject(Message.Append append) {
        EntryId previous = append.previous();
        raft.trace().rejectedAppend(raft, append);
        long upTo = Math.min(previous.index(), log.lastIndex());
        EntryId hint = log.findConflictByTerm(upTo, previous.term());
        respond(append.from(), previous.index(), Optional.of(new Rejection(hint.index(), hint.term())));
    }

    void heartbeat(Message.Heartbeat heartbeat) {
        log.commitTo(heartbeat.commit());
        raft.outbox()
                .send(new Message.HeartbeatResponse(raft.id(), heartbeat.from(), raft.term(), heartbeat.context()));
    }

    void snapshot(Message.InstallSnapshot install) {
        boolean restored = restore(install.snapshot());
        raft.trace().snapshot(raft, install.snapshot(), restored ? "restored" : "ignored");
        respond(install.from(), restored ? log.lastIndex() : log.committed(), Optional.empty());
    }

    /** Returns false when the snapshot brings nothing, or only a higher commit index. */
    private boolean restore(Snapshot snapshot) {
        if (snapshot.index() <= log.committed()) {
            return false;
        }
        if (!snapshot.metadata().confState().contains(raft.id())) {
            raft.trace().warn("attempted to restore snapshot but it is not in the ConfState; should never happen");
            return false;
        }
        if (log.matches(snapshot.metadata().id())) {
            raft.trace().snapshot(raft, snapshot, "fast-forwarded commit to");
            log.commitTo(snapshot.index());
            return false;
        }
        log.restore(snapshot);
        raft.restore(
                snapshot.index(), ConfigurationRules.restore(snapshot.metadata().confState()));
        return true;
    }

    private void respond(long leader, long index, Optional<Rejection> rejection) {
        raft.outbox().sendAfterAppend(new Message.AppendResponse(raft.id(), leader, raft.term(), index, rejection));
    }
}
