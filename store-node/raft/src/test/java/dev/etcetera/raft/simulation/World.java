package dev.etcetera.raft.simulation;

import dev.etcetera.raft.RaftFeatures;
import dev.etcetera.raft.RaftLimits;
import dev.etcetera.raft.ReadOnlyOption;
import dev.etcetera.raft.Status;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.HardState;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.protocol.SnapshotMetadata;
import dev.etcetera.raft.protocol.StateType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** A cluster with its network, its clock and its ledger. All that is random in it comes from one seed. */
final class World {
    static final int MAX_NODES = 6;

    private final Random random;
    private final EventQueue events = new EventQueue();
    private final Ledger ledger = new Ledger();
    private final SimNetwork network;
    private final SortedMap<Long, SimNode> nodes = new TreeMap<>();
    private final Map<Long, Long> tickMillis = new HashMap<>();
    private final RaftLimits limits;
    private final RaftFeatures features;

    World(long seed) {
        random = new Random(seed);
        network = new SimNetwork(this, random);
        boolean tight = random.nextBoolean();
        limits = tight ? new RaftLimits(64, 2, 128, 96, 256) : RaftLimits.etcd();
        features = new RaftFeatures(
                random.nextInt(4) != 0,
                random.nextInt(4) != 0,
                ReadOnlyOption.SAFE,
                false,
                random.nextBoolean(),
                false);
        int voters = 1 + 2 * random.nextInt(3);
        // Everybody begins from the same snapshot, which names the first voters.
        List<Long> ids = new ArrayList<>();
        for (long id = 1; id <= voters; id++) {
            ids.add(id);
        }
        SnapshotMetadata first = new SnapshotMetadata(ConfState.ofVoters(ids), 1, 1);
        for (long id : ids) {
            add(id).format(new Snapshot(first, Payload.EMPTY), new HardState(1, 0, 1));
        }
        nodes.values().forEach(SimNode::start);
    }

    /** A node that is not there yet starts empty: it has to be told everything. */
    SimNode add(long id) {
        return nodes.computeIfAbsent(id, key -> {
            // Clocks run up to a third apart.
            tickMillis.put(key, random.nextLong(9, 13));
            return new SimNode(key, this);
        });
    }

    long tickDelay(long id) {
        return tickMillis.getOrDefault(id, 10L) + random.nextInt(3) - 1;
    }

    Optional<SimNode> reachable(long id) {
        return Optional.ofNullable(nodes.get(id)).filter(SimNode::alive);
    }

    /** The leader of the newest term, if any. */
    Optional<SimNode> leader() {
        SimNode newest = null;
        for (SimNode node : nodes.values()) {
            if (node.alive() && isLeader(node) && (newest == null || term(node) > term(newest))) {
                newest = node;
            }
        }
        return Optional.ofNullable(newest);
    }

    private static boolean isLeader(SimNode node) {
        return node.raft().status().softState().state() == StateType.LEADER;
    }

    private static long term(SimNode node) {
        Status status = node.raft().status();
        return status.hardState().term();
    }

    SimNode any() {
        List<SimNode> all = List.copyOf(nodes.values());
        return all.get(random.nextInt(all.size()));
    }

    SortedMap<Long, SimNode> nodes() {
        return nodes;
    }

    Random random() {
        return random;
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

    RaftLimits limits() {
        return limits;
    }

    RaftFeatures features() {
        return features;
    }
}
