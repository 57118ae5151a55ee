package dev.etcetera.server.consensus;

import dev.etcetera.raft.ProposeResult;
import dev.etcetera.raft.RawNode;
import dev.etcetera.raft.protocol.Entry;
import java.util.ArrayList;
import java.util.List;

/**
 * Proposals that the node has not taken yet, in order. They wait for a leader, and for one that is being moved to settle:
 * nothing of them has been appended. Those that another member forwarded wait with our own, as that member took this one for
 * the leader and would not ask again. What is too many is forgotten, and runs into its deadline. Owned by the raft thread.
 */
final class WaitingProposals {
    private static final int MOST_WAITING = 16_384;

    private final List<Entry> entries = new ArrayList<>();

    void add(List<Entry> proposals) {
        entries.addAll(proposals);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Gives them to the node as one append, if it takes them. */
    void offerTo(RawNode node) {
        if (!entries.isEmpty() && node.proposeEntries(entries) == ProposeResult.ACCEPTED) {
            entries.clear();
        }
    }

    /** Keeps the oldest. */
    void forgetTooMany() {
        if (entries.size() > MOST_WAITING) {
            entries.subList(MOST_WAITING, entries.size()).clear();
        }
    }
}
