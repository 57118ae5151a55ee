package dev.etcetera.raft.simulation;

import dev.etcetera.raft.RawNode;
import dev.etcetera.raft.StorageApply;
import dev.etcetera.raft.confchange.ChangeOutcome;
import dev.etcetera.raft.confchange.Changer;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChangeStep.Kind;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.tracker.Configuration;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;

/** The state machine of one life of a node, a running hash of what it has applied, and the way there. */
final class SimMachine {
    private sealed interface Work {
        record Apply(StorageApply entries) implements Work {}

        record Restore(Snapshot snapshot) implements Work {}
    }

    private final SimNode node;
    private final Ledger ledger;
    private final SplittableRandom random;
    private final Queue<Work> queue = new ArrayDeque<>();
    private final Set<Payload> ownProposals = new HashSet<>();
    private long applied;
    private long stateHash;
    private ConfState confState = ConfState.EMPTY;

    SimMachine(SimNode node, Ledger ledger, SplittableRandom random, Snapshot start) {
        this.node = node;
        this.ledger = ledger;
        this.random = random;
        load(start);
    }

    void apply(StorageApply entries) {
        add(new Work.Apply(entries));
    }

    void restore(Snapshot snapshot) {
        add(new Work.Restore(snapshot));
    }

    private void add(Work work) {
        queue.add(work);
        if (queue.size() == 1) {
            node.later(random.nextInt(5), this::perform);
        }
    }

    private void perform() {
        switch (queue.remove()) {
            case Work.Restore(Snapshot snapshot) -> load(snapshot);
            case Work.Apply(StorageApply apply) -> {
                for (Entry entry : apply.entries()) {
                    // What was handed out before a snapshot came is part of it.
                    if (entry.index() > applied) {
                        apply(entry);
                    } else if (entry.type().isConfChange()) {
                        node.raft().applyConfChange(entry.index(), ConfChangeCodec.decode(entry.data()));
                    }
                }
                node.raft().applied(apply);
            }
        }
        if (!queue.isEmpty()) {
            node.later(random.nextInt(5), this::perform);
        }
    }

    private void apply(Entry entry) {
        Violation.check(
                entry.index() == applied + 1, "node %d applies entry %d after %d", node.id(), entry.index(), applied);
        applied = entry.index();
        stateHash = 31 * (31 * stateHash + entry.term()) + entry.data().hashCode();
        ledger.applied(node.id(), entry, stateHash);
        if (entry.type().isConfChange()) {
            ConfChange change = ConfChangeCodec.decode(entry.data());
            boolean refused = Changer.change(Configuration.of(confState), change) instanceof ChangeOutcome.Refused;
            RawNode raft = node.raft();
            confState = raft.applyConfChange(entry.index(), refused ? ConfChange.of(Kind.ADD_NODE, 0) : change);
        } else if (!entry.data().isEmpty() && ownProposals.remove(entry.data())) {
            ledger.acknowledged(entry.index());
        }
    }

    private void load(Snapshot snapshot) {
        if (snapshot.index() >= applied) {
            applied = snapshot.index();
            confState = snapshot.metadata().confState();
            byte[] state = snapshot.data().array();
            stateHash = state.length == 0 ? 0 : Long.parseLong(new String(state, StandardCharsets.US_ASCII));
        }
    }

    Payload state() {
        return Payload.wrap(Long.toString(stateHash).getBytes(StandardCharsets.US_ASCII));
    }

    void proposed(Payload data) {
        ownProposals.add(data);
    }

    long applied() {
        return applied;
    }

    long stateHash() {
        return stateHash;
    }

    ConfState confState() {
        return confState;
    }
}
