package dev.etcetera.raft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.Ready;
import dev.etcetera.raft.Status;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.StateType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sees everything that happens in all nodes and checks that Raft's promises (figure 3) hold. */
final class Ledger {
    private record Origin(long previousTerm, Payload data) {}

    private final Map<Long, Long> leaderOfTerm = new HashMap<>();
    private final Map<EntryId, Origin> created = new HashMap<>();
    private final Map<Long, Long> committedTerms = new HashMap<>();
    private long maxCommitted;
    private int elections;
    private int reads;

    /** Election safety: at most one leader in a term. Leader completeness: it holds everything committed before. */
    void leader(Status status, SimNode node) {
        if (status.softState().state() != StateType.LEADER) {
            return;
        }
        long term = status.hardState().term();
        Long before = leaderOfTerm.putIfAbsent(term, node.id());
        assertThat(before).as("leader of term %d", term).isIn(null, node.id());
        if (before == null) {
            elections++;
        }
    }

    void leaderCompleteness(SimNode leader) {
        for (long index = leader.compactedIndex() + 1; index <= maxCommitted; index++) {
            Long term = committedTerms.get(index);
            if (term != null) {
                assertThat(leader.logTerm(index))
                        .as("term of committed index %d at new leader %d", index, leader.id())
                        .isEqualTo(term);
            }
        }
    }

    /** Log matching: an entry's id stands for its content and for everything before it. */
    void appended(SimNode node, List<Entry> entries) {
        for (Entry entry : entries) {
            Origin origin = new Origin(node.logTerm(entry.index() - 1), entry.data());
            Origin known = created.putIfAbsent(entry.id(), origin);
            assertThat(known == null ? origin : known)
                    .as("entry %s at node %d", entry.id(), node.id())
                    .isEqualTo(origin);
        }
    }

    /** Commit indexes only grow while a node lives, and what is committed never changes. */
    void committed(SimNode node, long before, long now) {
        assertThat(now).as("commit index of node %d", node.id()).isGreaterThanOrEqualTo(before);
        for (long index = before + 1; index <= now; index++) {
            long term = node.logTerm(index);
            if (term >= 0) {
                Long known = committedTerms.putIfAbsent(index, term);
                assertThat(known == null ? term : known)
                        .as("term of committed index %d at node %d", index, node.id())
                        .isEqualTo(term);
            }
        }
        maxCommitted = Math.max(maxCommitted, now);
    }

    /** State machine safety: the same entry at the same index everywhere, in order, none twice, none left out. */
    void applied(SimNode node, long before, Entry entry) {
        assertThat(entry.index()).as("next applied index of node %d", node.id()).isEqualTo(before + 1);
        Long known = committedTerms.putIfAbsent(entry.index(), entry.term());
        assertThat(known == null ? entry.term() : known)
                .as("applied entry %d at node %d", entry.index(), node.id())
                .isEqualTo(entry.term());
        assertThat(created).as("applied entries come from a leader").containsKey(entry.id());
    }

    /** A read sees at least what anybody knew to be committed when it was asked for. */
    void read(SimNode node, long floor, long index) {
        assertThat(index).as("read index at node %d", node.id()).isGreaterThanOrEqualTo(floor);
        reads++;
    }

    /** Nothing leaves that does not belong to the node. */
    void ready(SimNode node, Ready ready) {
        assertThat(ready.messages()).allMatch(message -> message.to() != node.id());
        ready.append()
                .ifPresent(append -> assertThat(append.messagesAfter()).allMatch(message -> message.to() != node.id()));
    }

    long maxCommitted() {
        return maxCommitted;
    }

    int elections() {
        return elections;
    }

    int reads() {
        return reads;
    }
}
