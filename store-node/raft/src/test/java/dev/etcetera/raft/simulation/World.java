package dev.etcetera.raft.simulation;

import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.protocol.SnapshotMetadata;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** A cluster with its network, its clock and its ledger. */
final class World {
    private final Setup setup;
    private final Mutation mutation;
    private final Story story;
    private final EventQueue events = new EventQueue();
    private final Ledger ledger = new Ledger();
    private final SimNetwork network;
    private final SortedMap<Long, SimNode> nodes = new TreeMap<>();

    World(Setup setup, Fates fates, Mutation mutation, Story story) {
        this.setup = setup;
        this.mutation = mutation;
        this.story = story;
        this.network = new SimNetwork(this, fates);
        story.begin(events::now);
        // Everybody begins from the same snapshot, which names the first voters.
        ConfState voters = ConfState.ofVoters(
                LongStream.rangeClosed(1, setup.voters()).boxed().toList());
        Snapshot first = new Snapshot(new SnapshotMetadata(voters, 1, 1), Payload.EMPTY);
        for (long id : voters.voters()) {
            add(id).disk().format(first, new HardState(1, 0, 1));
        }
        nodes.values().forEach(SimNode::start);
    }

    /** A node that is not there yet starts empty: it has to be told everything. */
    SimNode add(long id) {
        return nodes.computeIfAbsent(id, key -> new SimNode(key, this));
    }

    /** A node, or for 0 the one that leads; nothing if there is none, or it is down. */
    Optional<SimNode> node(long id) {
        return id == 0 ? leader() : Optional.ofNullable(nodes.get(id)).filter(SimNode::alive);
    }

    /** The leader of the newest term, if any. */
    Optional<SimNode> leader() {
        SimNode newest = null;
        for (SimNode node : nodes.values()) {
            if (node.leads() && (newest == null || term(node) > term(newest))) {
                newest = node;
            }
        }
        return Optional.ofNullable(newest);
    }

    private static long term(SimNode node) {
        return node.raft().status().hardState().term();
    }

    SortedMap<Long, SimNode> nodes() {
        return nodes;
    }

    EventQueue events() {
        return events;
    }

    Ledger ledger() {
        return ledger;
    }

    SimNetwork network() {
        return network;
    }

    Setup setup() {
        return setup;
    }

    Mutation mutation() {
        return mutation;
    }

    Story story() {
        return story;
    }
}
