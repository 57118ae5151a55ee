package dev.etcetera.raft.simulation;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sees everything that happens in all nodes and checks that Raft's promises (figure 3) and those to clients hold. */
final class Ledger {
    private static final int FIRST_CAPACITY = 512;

    /** What an entry's term and index stand for, wherever they are seen. */
    private record Origin(long previousTerm, Payload data) {}

    private final Map<Long, Long> leaderOfTerm = new HashMap<>();
    private final Map<Long, Origin> created = new HashMap<>();
    private long[] committedTerms = new long[FIRST_CAPACITY];
    /** The term in which an index was first seen to be committed. */
    private long[] committedIn = new long[FIRST_CAPACITY];
    /** The state after each index, and the entry that led to it. */
    private final List<@Nullable Entry> applied = new ArrayList<>();

    private long[] stateHashes = new long[FIRST_CAPACITY];
    private long maxCommitted;
    private long maxAcknowledged;
    private int reads;

    /** Election safety: at most one leader in a term. Returns whether it is news. */
    boolean leader(long term, long node) {
        Long before = leaderOfTerm.putIfAbsent(term, node);
        Violation.check(
                before == null || before == node,
                "two leaders in term %d: %d and %d",
                term,
                before == null ? 0 : before,
                node);
        return before == null;
    }

    /** Leader completeness: who is elected holds everything committed in earlier terms. */
    void leaderCompleteness(long node, long ofTerm, ShownLog log) {
        for (long index = log.firstIndex(); index <= maxCommitted; index++) {
            long term = committedTerm(index);
            Violation.check(
                    term == 0 || committedIn[(int) index] >= ofTerm || log.term(index) == term,
                    "node %d is elected, but does not hold entry %d that was committed in term %d",
                    node,
                    index,
                    term);
        }
    }

    /** Log matching: an entry's term and index stand for its content and for everything before it. */
    void appended(long node, ShownLog log, Entry entry) {
        Origin origin = new Origin(log.term(entry.index() - 1), entry.data());
        Origin known = created.putIfAbsent(entry.term() << 32 | entry.index(), origin);
        Violation.check(
                known == null || known.equals(origin),
                "node %d holds another entry %d of term %d than others do",
                node,
                entry.index(),
                entry.term());
    }

    /** Commit indexes only grow while a node lives, and what is committed never changes. */
    void committed(long node, ShownLog log, long before, HardState state) {
        long now = state.commit();
        Violation.check(now >= before, "the commit index of node %d falls from %d to %d", node, before, now);
        for (long index = before + 1; index <= now; index++) {
            long term = log.term(index);
            if (term > 0) {
                commit(node, new EntryId(term, index), state.term());
            }
        }
        maxCommitted = Math.max(maxCommitted, now);
    }

    private void commit(long node, EntryId entry, long inTerm) {
        long index = entry.index();
        long term = entry.term();
        long known = committedTerm(index);
        Violation.check(
                known == 0 || known == term,
                "node %d commits entry %d with term %d, others did with term %d",
                node,
                index,
                term,
                known);
        if (known == 0) {
            committedTerms = grown(committedTerms, index);
            committedTerms[(int) index] = term;
            committedIn = grown(committedIn, index);
            committedIn[(int) index] = inTerm;
        }
    }

    private long committedTerm(long index) {
        return index < committedTerms.length ? committedTerms[(int) index] : 0;
    }

    /** State machine safety: the same entry at the same index everywhere, in order, none left out; and the same state. */
    void applied(long node, Entry entry, long stateHash) {
        int index = (int) entry.index();
        while (applied.size() <= index) {
            applied.add(null);
        }
        Entry known = applied.get(index);
        if (known == null) {
            Violation.check(
                    committedTerm(index) == entry.term(),
                    "node %d applies entry %d that is not committed",
                    node,
                    index);
            Violation.check(
                    created.containsKey(entry.term() << 32 | index),
                    "node %d applies entry %d that nobody made",
                    node,
                    index);
            applied.set(index, entry);
            stateHashes = grown(stateHashes, index);
            stateHashes[index] = stateHash;
        } else {
            Violation.check(
                    known.term() == entry.term() && known.data().equals(entry.data()),
                    "node %d applies another entry %d than others did",
                    node,
                    index);
            Violation.check(
                    stateHashes[index] == stateHash,
                    "node %d has another state after entry %d than others",
                    node,
                    index);
        }
        maxCommitted = Math.max(maxCommitted, index);
    }

    /** A client has been told that its write took place. */
    void acknowledged(long index) {
        maxAcknowledged = Math.max(maxAcknowledged, index);
    }

    /** Linearizable: a read sees at least what anybody knew to be committed when it was asked for. */
    void read(long node, long floor, long index) {
        Violation.check(
                index >= floor, "a read at node %d sees index %d, but %d was committed before", node, index, floor);
        reads++;
    }

    private static long[] grown(long[] numbers, long index) {
        return index < numbers.length ? numbers : Arrays.copyOf(numbers, (int) (2 * index));
    }

    long maxCommitted() {
        return maxCommitted;
    }

    long maxAcknowledged() {
        return maxAcknowledged;
    }

    int elections() {
        return leaderOfTerm.size();
    }

    int reads() {
        return reads;
    }
}
