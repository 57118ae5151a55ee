package dev.etcetera.raft.lab;

import dev.etcetera.raft.ProposeResult;
import dev.etcetera.raft.RaftConfig;
import dev.etcetera.raft.RaftFeatures;
import dev.etcetera.raft.RaftLimits;
import dev.etcetera.raft.ReadOnlyOption;
import dev.etcetera.raft.Tracer;
import dev.etcetera.raft.log.MemoryLog;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.protocol.SnapshotMetadata;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/** Nodes and the messages under way between them. Nothing moves unless it is told to. */
public final class Lab {
    public static final int ELECTION_TICKS = 10;
    public static final RaftFeatures PLAIN = new RaftFeatures(false, false, ReadOnlyOption.SAFE, false);
    public static final RaftFeatures ETCD = RaftFeatures.etcd();

    private final RaftFeatures features;
    private final RaftLimits limits;
    private final Tracer tracer;
    private final SortedMap<Long, LabNode> nodes = new TreeMap<>();
    private final List<Message> underWay = new ArrayList<>();

    public Lab(RaftFeatures features, RaftLimits limits, Tracer tracer) {
        this.features = features;
        this.limits = limits;
        this.tracer = tracer;
    }

    /** Voters 1 to n that begin with an empty log behind a snapshot at index 1, term 1. */
    public static Lab ofVoters(int count, RaftFeatures features) {
        Lab lab = new Lab(features, RaftLimits.etcd(), Tracer.NONE);
        ConfState voters =
                ConfState.ofVoters(LongStream.rangeClosed(1, count).boxed().toList());
        for (long id = 1; id <= count; id++) {
            lab.add(id, voters, 1, new long[0]);
        }
        return lab;
    }

    /**
     * Adds a node and starts it.
     *
     * @param index where the snapshot stands that the node begins with; 0 for a node that knows nothing
     * @param terms the terms of the entries behind it
     */
    public LabNode add(long id, ConfState confState, long index, long... terms) {
        MemoryLog log = new MemoryLog();
        log.applySnapshot(new Snapshot(new SnapshotMetadata(confState, index, Math.min(index, 1)), Payload.EMPTY));
        List<Entry> entries = new ArrayList<>();
        long term = Math.min(index, 1);
        for (int i = 0; i < terms.length; i++) {
            term = terms[i];
            entries.add(new Entry(term, index + 1 + i, EntryType.NORMAL, Payload.EMPTY));
        }
        log.append(entries);
        log.setHardState(new HardState(term, 0, index));
        return start(id, log);
    }

    /** Starts a node, or starts it again, from what its log holds. */
    public LabNode start(long id, MemoryLog log) {
        long applied = log.firstIndex() - 1;
        LabNode node = new LabNode(new RaftConfig(id, ELECTION_TICKS, 1, applied, limits, features), log, tracer);
        nodes.put(id, node);
        return node;
    }

    public LabNode node(long id) {
        LabNode node = nodes.get(id);
        if (node == null) {
            throw new IllegalArgumentException("no node " + id);
        }
        return node;
    }

    public List<LabNode> nodes() {
        return List.copyOf(nodes.values());
    }

    public List<Message> underWay() {
        return underWay;
    }

    public void tick(long id, int count) {
        for (int i = 0; i < count; i++) {
            node(id).raft().tick();
        }
    }

    /** One text, one proposal; several make one batch. */
    public ProposeResult propose(long id, String... texts) {
        List<Payload> payloads = new ArrayList<>();
        for (String text : texts) {
            payloads.add(Payload.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }
        return node(id).raft().propose(payloads);
    }

    /** Processes Readies and delivers messages until nothing moves any more. */
    public void stabilize() {
        stabilize(message -> true);
    }

    /** As {@link #stabilize()}, losing every message that is not let through. */
    public void stabilize(Predicate<Message> lets) {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (LabNode node : nodes()) {
                while (node.process(underWay).isPresent()) {
                    moved = true;
                }
            }
            underWay.removeIf(lets.negate());
            moved |= deliver();
        }
    }

    private boolean deliver() {
        List<Message> messages = List.copyOf(underWay);
        underWay.clear();
        for (Message message : messages) {
            LabNode target = nodes.get(message.to());
            if (target != null) {
                target.raft().step(message);
            }
        }
        return !messages.isEmpty();
    }

    /** Makes a node leader of a healthy cluster. */
    public LabNode elect(long id) {
        node(id).raft().campaign();
        stabilize();
        return node(id);
    }

    /** Lets through what does not touch the node. */
    public static Predicate<Message> without(long node) {
        return message -> message.from() != node && message.to() != node;
    }
}
