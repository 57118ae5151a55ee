package dev.etcetera.raft;

import dev.etcetera.raft.log.RaftLog;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.protocol.SoftState;
import dev.etcetera.raft.protocol.StateType;
import java.util.List;
import java.util.Optional;

/** Turns the node's state into {@link Ready} values and learns what has become of them. Owned by the raft thread. */
final class ReadyCycle {
    private final Raft raft;
    private final RaftLog log;

    private long shownLeader;
    private StateType shownState;
    private HardState shownHardState;

    ReadyCycle(Raft raft) {
        this.raft = raft;
        this.log = raft.log();
        shownLeader = raft.leader();
        shownState = raft.role().type();
        shownHardState = raft.hardState();
    }

    boolean hasReady() {
        raft.role().flush();
        return !raft.outbox().isEmpty()
                || log.hasNextUnstable()
                || log.hasNextCommitted()
                || softStateChanged()
                || hardStateChanged()
                || log.hasNextUnstableSnapshot();
    }

    Ready ready() {
        raft.role().flush();
        Optional<SoftState> softState = takeSoftState();
        Outbox outbox = raft.outbox();
        return new Ready(softState, outbox.takeReadStates(), outbox.takeMessages(), nextAppend(), nextApply());
    }

    private Optional<StorageAppend> nextAppend() {
        HardState before = shownHardState;
        Optional<HardState> hardState = takeHardState();
        List<Entry> entries = log.nextUnstable();
        Optional<Snapshot> snapshot = log.nextUnstableSnapshot();
        List<Message> messagesAfter = raft.outbox().takeAfterAppend();
        List<Message> toSelf = raft.outbox().takeToSelf();
        if (entries.isEmpty()
                && hardState.isEmpty()
                && snapshot.isEmpty()
                && messagesAfter.isEmpty()
                && toSelf.isEmpty()) {
            return Optional.empty();
        }
        log.acceptUnstable();
        // The end of the whole log, not of these entries: an append that had them before may have been made in an older
        // term, so that its completion did not count. Every change of term makes an append, so the last one will count.
        Optional<EntryId> stable = log.hasUnstable() ? Optional.of(log.lastId()) : Optional.empty();
        boolean mustSync = !entries.isEmpty() || raft.term() != before.term() || raft.vote() != before.vote();
        return Optional.of(
                new StorageAppend(hardState, entries, snapshot, mustSync, messagesAfter, toSelf, raft.term(), stable));
    }

    private Optional<StorageApply> nextApply() {
        List<Entry> committed = log.nextCommitted();
        if (committed.isEmpty()) {
            return Optional.empty();
        }
        long bytes = RaftLog.encodedSize(committed);
        log.acceptApplying(committed.getLast().index(), bytes);
        boolean awaited = log.isApplyingPaused() || holdsConfChange(committed);
        return Optional.of(new StorageApply(committed, bytes, awaited));
    }

    private static boolean holdsConfChange(List<Entry> entries) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).type().isConfChange()) {
                return true;
            }
        }
        return false;
    }

    /** What the node promised itself counts before the entries leave the unstable part: their terms are at hand there. */
    void appended(StorageAppend done) {
        for (Message message : done.toSelf()) {
            raft.step(message);
        }
        if (done.stable().isPresent() && done.term() == raft.term()) {
            log.stableTo(done.stable().get());
        }
        if (done.snapshot().isPresent()) {
            raft.appliedSnapshot(done.snapshot().get().index());
        }
    }

    void applied(StorageApply done) {
        raft.appliedTo(done.lastIndex(), done.bytes(), Replicator.payloadBytes(done.entries()));
    }

    private boolean softStateChanged() {
        return raft.leader() != shownLeader || raft.role().type() != shownState;
    }

    private Optional<SoftState> takeSoftState() {
        if (!softStateChanged()) {
            return Optional.empty();
        }
        raft.trace().leaderChanged(shownLeader, raft.leader(), raft.term());
        shownLeader = raft.leader();
        shownState = raft.role().type();
        return Optional.of(new SoftState(shownLeader, shownState));
    }

    private boolean hardStateChanged() {
        return raft.term() != shownHardState.term()
                || raft.vote() != shownHardState.vote()
                || log.committed() != shownHardState.commit();
    }

    private Optional<HardState> takeHardState() {
        if (!hardStateChanged()) {
            return Optional.empty();
        }
        shownHardState = raft.hardState();
        return Optional.of(shownHardState);
    }
}
