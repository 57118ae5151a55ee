package dev.etcetera.raft;

import dev.etcetera.raft.confchange.ChangeOutcome;
import dev.etcetera.raft.confchange.Changer;
import dev.etcetera.raft.log.LogStorage;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.InvariantViolation;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.tracker.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One Raft node. Owned by the raft thread, which feeds it ticks, messages and proposals, and then does what
 * {@link #ready} says:
 *
 * <pre>
 * drain the queue: tick / step / propose / readIndex ...
 * if hasReady():
 *     r = ready()
 *     send r.messages
 *     hand r.append to whoever writes the log, r.apply to whoever applies entries: each in order, neither waits for the
 *         other, and the raft thread waits for none of them
 *
 * later, when an append and all before it are durable:
 *     show its snapshot and entries in the LogStorage
 *     send its messagesAfter
 *     appended(append)
 * and when entries are applied, applyConfChange having been called for each change of membership among them:
 *     applied(apply)
 * </pre>
 *
 * Who does everything on one thread may call both at once, before the next Ready. The commit index may run ahead of what
 * is durable here, as others may hold what we are still writing; what is handed out for applying never does.
 *
 * An {@link InvariantViolation} out of any method means that the node must stop.
 */
public final class RawNode {
    private final Raft raft;
    private final ReadyCycle cycle;

    public RawNode(RaftConfig config, LogStorage storage, RandomGenerator random, Tracer tracer) {
        raft = new Raft(config, storage, random, tracer);
        cycle = new ReadyCycle(raft);
    }

    public void tick() {
        raft.tick();
    }

    /** Campaigns now instead of waiting for the timeout. */
    public void campaign() {
        raft.elections().start();
    }

    /** Proposes any number of entries at once: they follow one another in the log, or none of them is taken. */
    public ProposeResult propose(List<Payload> data) {
        List<Entry> entries = new ArrayList<>(data.size());
        for (Payload payload : data) {
            entries.add(Entry.proposal(EntryType.NORMAL, payload));
        }
        return proposeEntries(entries);
    }

    /** As {@link #propose}, for entries of any type, made by {@link Entry#proposal} here or by who forwarded them. */
    public ProposeResult proposeEntries(List<Entry> entries) {
        return propose(new Message.Propose(raft.id(), raft.id(), 0, List.copyOf(entries)));
    }

    /**
     * As {@link #propose}, but only as the leader of that term: what a leader decides by its own clock must not get into the
     * log of the leader after it.
     */
    public ProposeResult proposeAsLeader(long term, List<Payload> data) {
        return raft.isLeader() && raft.term() == term ? propose(data) : ProposeResult.DROPPED;
    }

    /** Proposes a change of membership, encoded as raftpb.ConfChange or raftpb.ConfChangeV2. */
    public ProposeResult proposeConfChange(EntryType type, Payload encoded) {
        return propose(new Message.Propose(raft.id(), raft.id(), 0, List.of(Entry.proposal(type, encoded))));
    }

    private ProposeResult propose(Message.Propose proposal) {
        return raft.step(proposal);
    }

    /**
     * Must be called for each committed change of membership, in order and before the {@link #applied} of the entries that
     * it is among; with node 0 if the application refuses it. Until then this node does not campaign, and as a leader
     * takes no other change: so nobody needs to wait for the apply thread.
     *
     * @param index the index of its entry
     */
    public ConfState applyConfChange(long index, ConfChange change) {
        if (raft.hasConfigurationOf(index)) {
            // The change is older than a snapshot received since it was handed out, whose configuration is in force.
            return raft.configuration().confState();
        }
        return switch (Changer.change(raft.configuration(), change)) {
            case ChangeOutcome.Changed(Configuration next) -> raft.install(next);
            case ChangeOutcome.Refused(String reason) -> throw new InvariantViolation(reason);
        };
    }

    /** Takes a message from another node. Answers from who is no member are dropped. */
    public void step(Message message) {
        boolean stranger = !raft.configuration().contains(message.from());
        if (!stranger || !message.isResponse()) {
            raft.step(message);
        }
    }

    /** Whether there is anything to do. Puts the messages together, so ask only when the queue is drained. */
    public boolean hasReady() {
        return cycle.hasReady();
    }

    /** What is to be done now. */
    public Ready ready() {
        return cycle.ready();
    }

    /** The append and all before it are durable and shown in the {@link LogStorage}. */
    public void appended(StorageAppend append) {
        cycle.appended(append);
    }

    /** The entries are applied, and all before them. */
    public void applied(StorageApply apply) {
        cycle.applied(apply);
    }

    /** Asks for an index up to which a linearizable read has to wait; the answer comes as a {@link ReadState}, or never. */
    public void readIndex(Payload context) {
        raft.step(new Message.ReadIndex(raft.id(), raft.id(), 0, context));
    }

    public void transferLeader(long transferee) {
        raft.step(new Message.TransferLeader(transferee, raft.id(), 0));
    }

    public void forgetLeader() {
        raft.step(new Message.ForgetLeader(raft.id(), raft.id(), 0));
    }

    /** Messages to the node could not be sent. */
    public void reportUnreachable(long id) {
        if (raft.role() instanceof Leader leader) {
            leader.reportUnreachable(id);
        }
    }

    /** How sending a snapshot ended. Must be told for each, or the node is never sent anything again. */
    public void reportSnapshot(long id, boolean success) {
        if (raft.role() instanceof Leader leader) {
            leader.reportSnapshot(id, success);
        }
    }

    /**
     * Up to where the next completion of an append could commit something: the highest index that another voter holds, or
     * everything if this node decides alone; 0 if it does not lead. A completion of what lies behind it can wait for the
     * next message.
     */
    public long othersHold() {
        return raft.role() instanceof Leader leader ? leader.othersHold() : 0;
    }

    public Status status() {
        return StatusView.of(raft);
    }
}
