package dev.etcetera.raft.log;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.Invariant;
import dev.etcetera.raft.protocol.Snapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The whole log: the durable part in a {@link LogStorage}, followed by the {@link Unstable} part. Owned by the raft thread. */
public final class RaftLog {
    private final LogStorage storage;
    private final Unstable unstable;
    private final ApplyWindow window;
    private final long maxApplyingBytes;

    public RaftLog(LogStorage storage, long maxApplyingBytes) {
        this.storage = storage;
        this.maxApplyingBytes = maxApplyingBytes;
        unstable = new Unstable(storage.lastIndex() + 1);
        window = new ApplyWindow(storage.firstIndex() - 1, maxApplyingBytes);
    }

    public long committed() {
        return window.committed();
    }

    /** The newest entry that is known to be committed. */
    public EntryId committedId() {
        return new EntryId(term(committed()), committed());
    }

    public long applied() {
        return window.applied();
    }

    public long firstIndex() {
        Optional<Snapshot> pending = unstable.snapshot();
        return pending.isPresent() ? pending.get().index() + 1 : storage.firstIndex();
    }

    public long lastIndex() {
        return unstable.knowsLastIndex() ? unstable.lastIndex() : storage.lastIndex();
    }

    public EntryId lastId() {
        long index = lastIndex();
        long term = term(index);
        Invariant.check(term != LogStorage.UNKNOWN_TERM, "no term for the last index %d", index, 0);
        return new EntryId(term, index);
    }

    /** Known from {@code firstIndex() - 1} to {@code lastIndex()}, otherwise {@link LogStorage#UNKNOWN_TERM}. */
    public long term(long index) {
        long term = unstable.term(index);
        if (term != LogStorage.UNKNOWN_TERM) {
            return term;
        }
        boolean known = index + 1 >= firstIndex() && index <= lastIndex();
        return known ? storage.term(index) : LogStorage.UNKNOWN_TERM;
    }

    public boolean matches(EntryId id) {
        return term(id.index()) == id.term();
    }

    /** Whether a candidate whose log ends with {@code theirs} may have this node's vote (§5.4.1). */
    public boolean isUpToDate(EntryId theirs) {
        return theirs.isUpToDateWith(lastId());
    }

    /** A leader's own new entries: they come right behind the last one. */
    public void append(List<Entry> entries) {
        if (!entries.isEmpty()) {
            long after = entries.getFirst().index() - 1;
            Invariant.check(after >= committed(), "after(%d) is out of range [committed(%d)]", after, committed());
            unstable.truncateAndAppend(entries);
        }
    }

    /**
     * A follower's part of AppendEntries (§5.3): checks that the log holds {@code previous}, replaces what conflicts,
     * takes what is new, commits. Returns false, with nothing changed, when {@code previous} is not there.
     */
    public boolean maybeAppend(EntryId previous, List<Entry> entries, long leaderCommit) {
        if (!matches(previous)) {
            return false;
        }
        int known = countKnown(entries);
        if (known < entries.size()) {
            long conflict = entries.get(known).index();
            Invariant.check(
                    conflict > committed(),
                    "entry %d conflict with committed entry [committed(%d)]",
                    conflict,
                    committed());
            append(entries.subList(known, entries.size()));
        }
        commitTo(Math.min(leaderCommit, previous.index() + entries.size()));
        return true;
    }

    /** How many of the entries, from the first on, the log holds already. */
    private int countKnown(List<Entry> entries) {
        int known = 0;
        long last = lastIndex();
        while (known < entries.size()) {
            Entry entry = entries.get(known);
            if (entry.index() > last || term(entry.index()) != entry.term()) {
                break;
            }
            known++;
        }
        return known;
    }

    /**
     * The best guess where this log ends to agree with another one of which only the entry (index, term) is known: the
     * largest index up to the given one whose term is not larger, or is unknown (then term 0 is returned).
     */
    public EntryId findConflictByTerm(long index, long term) {
        for (long i = index; i > 0; i--) {
            long ours = term(i);
            if (ours == LogStorage.UNKNOWN_TERM) {
                return new EntryId(0, i);
            }
            if (ours <= term) {
                return new EntryId(ours, i);
            }
        }
        return EntryId.ZERO;
    }

    public void commitTo(long index) {
        if (index > committed()) {
            Invariant.check(
                    index <= lastIndex(),
                    "tocommit(%d) is out of range [lastIndex(%d)]. Was the raft log corrupted, truncated, or lost?",
                    index,
                    lastIndex());
            window.setCommitted(index);
        }
    }

    /** Commits an index that a quorum holds, if its entry is of the leader's own term (§5.4.2). */
    public boolean maybeCommit(EntryId id) {
        if (id.term() == 0 || id.index() <= committed() || !matches(id)) {
            return false;
        }
        commitTo(id.index());
        return true;
    }

    public void appliedTo(long index, long bytes) {
        window.appliedTo(index, bytes);
    }

    public boolean hasNextCommitted() {
        return window.hasNext(durable()) && !unstable.hasSnapshot();
    }

    /**
     * The next page to apply. Nothing while a snapshot waits: it has to be applied first. And nothing that is not durable
     * here: a quorum of others may have committed it already, but a state machine that is ahead of its own log would be
     * one that no restart could bring about again.
     */
    public List<Entry> nextCommitted() {
        if (!hasNextCommitted()) {
            return List.of();
        }
        return slice(window.applying() + 1, Math.min(committed(), durable()) + 1, window.budgetBytes());
    }

    public void acceptApplying(long index, long bytes) {
        window.handOut(index, bytes, durable());
    }

    /** Whether nothing more is handed out for applying until something is applied. */
    public boolean isApplyingPaused() {
        return window.isPaused();
    }

    private long durable() {
        return unstable.offset() - 1;
    }

    /** Whether a change of membership is committed and not yet applied: campaigning must wait for it. */
    public boolean hasUnappliedConfChange() {
        long lo = applied() + 1;
        while (lo <= committed()) {
            List<Entry> page = slice(lo, committed() + 1, maxApplyingBytes);
            for (Entry entry : page) {
                if (entry.type().isConfChange()) {
                    return true;
                }
            }
            lo += page.size();
        }
        return false;
    }

    public boolean hasNextUnstable() {
        return unstable.hasNextEntries();
    }

    public List<Entry> nextUnstable() {
        return unstable.nextEntries();
    }

    /** Whether any entry is not yet known to be durable. */
    public boolean hasUnstable() {
        return unstable.hasEntries();
    }

    public boolean hasNextUnstableSnapshot() {
        return unstable.hasNextSnapshot();
    }

    public Optional<Snapshot> nextUnstableSnapshot() {
        return unstable.nextSnapshot();
    }

    /** Whether a received snapshot is not yet applied. */
    public boolean hasPendingSnapshot() {
        return unstable.hasSnapshot();
    }

    public void acceptUnstable() {
        unstable.acceptInProgress();
    }

    public void stableTo(EntryId id) {
        unstable.stableTo(id);
    }

    public void stableSnapshotTo(long index) {
        unstable.stableSnapshotTo(index);
    }

    public void restore(Snapshot snapshot) {
        window.setCommitted(snapshot.index());
        unstable.restore(snapshot);
    }

    /** The newest snapshot there is, to be sent to a member that is too far behind. */
    public Optional<Snapshot> snapshot() {
        Optional<Snapshot> pending = unstable.snapshot();
        return pending.isPresent() ? pending : storage.snapshot();
    }

    /** Entries from {@code index}, which must not be compacted, to the end of the log. */
    public List<Entry> entriesFrom(long index, long maxBytes) {
        return index > lastIndex() ? List.of() : slice(index, lastIndex() + 1, maxBytes);
    }

    private List<Entry> slice(long lo, long hi, long maxBytes) {
        Invariant.check(lo >= firstIndex() && hi <= lastIndex() + 1, "slice[%d,%d) out of bound", lo, hi);
        long border = unstable.offset();
        if (lo >= border) {
            return unstable.slice(lo, hi, maxBytes);
        }
        long cut = Math.min(hi, border);
        List<Entry> stable = storage.entries(lo, cut, maxBytes);
        if (hi <= border || stable.size() < cut - lo) {
            return stable;
        }
        return joined(stable, hi, maxBytes - encodedSize(stable));
    }

    private List<Entry> joined(List<Entry> stable, long hi, long budgetBytes) {
        List<Entry> rest = unstable.slice(unstable.offset(), hi, budgetBytes);
        // The first entry of a slice always comes, even if it is too large; here it has to stay.
        if (rest.getFirst().encodedSize() > budgetBytes) {
            return stable;
        }
        List<Entry> both = new ArrayList<>(stable.size() + rest.size());
        both.addAll(stable);
        both.addAll(rest);
        return Collections.unmodifiableList(both);
    }

    public static long encodedSize(List<Entry> entries) {
        long bytes = 0;
        for (int i = 0; i < entries.size(); i++) {
            bytes += entries.get(i).encodedSize();
        }
        return bytes;
    }
}
