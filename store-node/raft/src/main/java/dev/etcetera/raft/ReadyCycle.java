package dev.etcetera.raft;

import dev.etcetera.raft.log.RaftLog;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.Invariant;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.protocol.SoftState;
import dev.etcetera.raft.protocol.StateType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns the node's state into {@link Ready} values and learns from {@code advance} what has been done. Owned by the raft thread. */
final class ReadyCycle {
    /**
     * What the outstanding Ready has to bring back.
     *
     * @param term when it was made: a write begun in an older term may have been overtaken by one that replaces its end,
     *     so its completion proves nothing about the entries of today
     * @param stable the end of the log once the writes are done; nothing when nothing was to be written
     */
    private record Outstanding(
            long term,
            Optional<EntryId> stable,
            Optional<Snapshot> snapshot,
            List<Entry> committed,
            long committedBytes,
            List<Message> toSelf) {}

    private final Raft raft;
    private final RaftLog log;

    private long shownLeader;
    private StateType shownState;
    private HardState shownHardState;
    private @Nullable Outstanding outstanding;

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
                || log.nextUnstableSnapshot().isPresent();
    }

    Ready ready() {
        Invariant.check(outstanding == null, "two accepted Ready values without a call to advance");
        raft.role().flush();
        Optional<SoftState> softState = takeSoftState();
        HardState before = shownHardState;
        Optional<HardState> hardState = takeHardState();
        List<Entry> entries = log.nextUnstable();
        Optional<Snapshot> snapshot = log.nextUnstableSnapshot();
        List<Entry> committed = log.nextCommitted();
        boolean mustSync = !entries.isEmpty() || raft.term() != before.term() || raft.vote() != before.vote();
        accept(snapshot, committed);
        Outbox outbox = raft.outbox();
        return new Ready(
                softState,
                hardState,
                outbox.takeReadStates(),
                entries,
                snapshot,
                committed,
                outbox.takeMessages(),
                outbox.takeAfterAppend(),
                mustSync);
    }

    private void accept(Optional<Snapshot> snapshot, List<Entry> committed) {
        Optional<EntryId> stable = log.hasUnstable() ? Optional.of(log.lastId()) : Optional.empty();
        log.acceptUnstable();
        long bytes = RaftLog.encodedSize(committed);
        if (!committed.isEmpty()) {
            log.acceptApplying(committed.getLast().index(), bytes);
        }
        outstanding = new Outstanding(
                raft.term(), stable, snapshot, committed, bytes, raft.outbox().takeToSelf());
    }

    /** Everything the last Ready asked for has been done. Our own promises now count like everybody's. */
    void advance(Ready ready) {
        Outstanding done = outstanding;
        if (done == null) {
            throw new IllegalStateException("advance without an outstanding " + ready);
        }
        outstanding = null;
        for (Message message : done.toSelf()) {
            raft.step(message);
        }
        if (done.stable().isPresent() && done.term() == raft.term()) {
            log.stableTo(done.stable().get());
        }
        if (done.snapshot().isPresent()) {
            raft.appliedSnapshot(done.snapshot().get().index());
        }
        if (!done.committed().isEmpty()) {
            long index = done.committed().getLast().index();
            raft.appliedTo(index, done.committedBytes(), Replicator.payloadBytes(done.committed()));
        }
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
