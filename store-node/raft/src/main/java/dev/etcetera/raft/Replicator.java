package dev.etcetera.raft;

import dev.etcetera.raft.log.LogStorage;
import dev.etcetera.raft.log.RaftLog;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.Invariant;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.NodeId;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.quorum.IdSet;
import dev.etcetera.raft.tracker.Progress;
import dev.etcetera.raft.tracker.ProgressState;
import dev.etcetera.raft.tracker.ProgressTracker;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sends entries, commit indexes, heartbeats and snapshots to the members. Owned by the raft thread of a leader.
 *
 * <p>Others only say what is wanted; the messages are put together once per Ready. A hundred proposals and answers that
 * came in one turn of the raft thread thus make one append for each member instead of a hundred.
 */
final class Replicator {
    private final Raft raft;
    private final RaftLog log;
    private final ProgressTracker tracker;
    private final long maxMessageBytes;

    private boolean appendsWanted;
    private boolean heartbeatsWanted;
    /** Members that must get an append even if there is nothing new: its answer tells where they are. */
    private final Set<Long> probesWanted = new TreeSet<>();

    Replicator(Raft raft, ProgressTracker tracker) {
        this.raft = raft;
        this.log = raft.log();
        this.tracker = tracker;
        this.maxMessageBytes = raft.config().limits().maxSizePerMessageBytes();
    }

    /** There may be new entries, a new commit index or room in a window. */
    void wantAppends() {
        appendsWanted = true;
    }

    void wantProbe(long member) {
        probesWanted.add(member);
    }

    void wantHeartbeats() {
        heartbeatsWanted = true;
    }

    void flush(Payload readContext) {
        if (heartbeatsWanted) {
            heartbeatsWanted = false;
            sendHeartbeats(readContext);
        }
        if (appendsWanted || !probesWanted.isEmpty()) {
            IdSet members = tracker.members();
            for (int i = 0; i < members.size(); i++) {
                long member = members.get(i);
                boolean probe = !probesWanted.isEmpty() && probesWanted.contains(member);
                if (member != raft.id() && (appendsWanted || probe)) {
                    sendAppends(member, tracker.at(i), probe);
                }
            }
            appendsWanted = false;
            probesWanted.clear();
        }
    }

    private void sendHeartbeats(Payload readContext) {
        IdSet members = tracker.members();
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i) != raft.id()) {
                Progress progress = tracker.at(i);
                // Never beyond what the member is known to hold: its log may still differ behind that.
                long commit = Math.min(progress.match(), log.committed());
                raft.outbox().send(new Message.Heartbeat(raft.id(), members.get(i), raft.term(), commit, readContext));
                progress.sentCommit(commit);
            }
        }
    }

    /** As many appends as the window takes; the first may be empty if a probe or a new commit index calls for it. */
    private void sendAppends(long member, Progress progress, boolean probe) {
        boolean evenIfEmpty = probe || progress.canBumpCommit(log.committed());
        while (maybeSendAppend(member, progress, evenIfEmpty)) {
            evenIfEmpty = false;
        }
    }

    private boolean maybeSendAppend(long member, Progress progress, boolean evenIfEmpty) {
        if (progress.isPaused()) {
            return false;
        }
        long previous = progress.next() - 1;
        long previousTerm = log.term(previous);
        if (previousTerm == LogStorage.UNKNOWN_TERM) {
            return maybeSendSnapshot(member, progress);
        }
        List<Entry> entries = progress.acceptsEntries() ? log.entriesFrom(progress.next(), maxMessageBytes) : List.of();
        if (entries.isEmpty() && !evenIfEmpty) {
            return false;
        }
        raft.outbox()
                .send(new Message.Append(
                        raft.id(), member, raft.term(), new EntryId(previousTerm, previous), entries, log.committed()));
        progress.sentEntries(entries.size(), payloadBytes(entries));
        progress.sentCommit(log.committed());
        return !entries.isEmpty();
    }

    /** The log no longer reaches back to what the member needs. Only who is there gets the big thing. */
    private boolean maybeSendSnapshot(long member, Progress progress) {
        if (!progress.recentActive()) {
            raft.trace()
                    .debug("ignore sending snapshot to " + NodeId.format(member) + " since it is not recently active");
            return false;
        }
        Optional<Snapshot> snapshot = log.snapshot();
        if (snapshot.isEmpty()) {
            raft.trace()
                    .debug("failed to send snapshot to " + NodeId.format(member)
                            + " because snapshot is temporarily unavailable");
            return false;
        }
        Invariant.check(!snapshot.get().isEmpty(), "need non-empty snapshot");
        progress.becomeSnapshot(snapshot.get().index());
        raft.trace().sentSnapshot(raft, snapshot.get(), member, progress);
        raft.outbox().send(new Message.InstallSnapshot(raft.id(), member, raft.term(), snapshot.get()));
        return false;
    }

    /** After a refusal: back to probing from where the logs may agree. */
    void probe(long member, Progress progress) {
        if (progress.state() == ProgressState.REPLICATE) {
            progress.becomeProbe();
        }
        wantProbe(member);
    }

    static long payloadBytes(List<Entry> entries) {
        long bytes = 0;
        for (int i = 0; i < entries.size(); i++) {
            bytes += entries.get(i).data().size();
        }
        return bytes;
    }
}
