package dev.etcetera.raft.simulation;

import dev.etcetera.raft.ProposeResult;
import dev.etcetera.raft.protocol.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The end of a run: no more faults, and the cluster must come together again. */
final class Peace {
    private static final int PEACE_MILLIS = 40_000;
    private static final int ROUND_MILLIS = 500;
    private static final List<Payload> PROPOSAL = List.of(Payload.wrap("peace".getBytes(StandardCharsets.US_ASCII)));

    private final World world;

    Peace(World world) {
        this.world = world;
    }

    /** All nodes up, no more faults: a leader must be found, a proposal get through, and all members be equal. */
    void comeTogether() {
        world.story().tell("peace");
        world.network().heal();
        world.nodes().values().stream().filter(node -> !node.alive()).forEach(SimNode::start);
        // A member without pre-vote whose clock runs three times as fast as the others' can keep them from ever
        // leading.
        world.nodes().values().forEach(node -> node.setClock(Setup.TICK_MILLIS));
        long end = world.events().now() + PEACE_MILLIS;
        boolean proposed = false;
        while (world.events().now() < end) {
            world.events().runUntil(world.events().now() + ROUND_MILLIS);
            if (proposed && converged()) {
                return;
            }
            // Snapshots go on in peace: one made before a node was added is of no use to it.
            world.nodes().values().stream().filter(SimNode::alive).forEach(SimNode::compact);
            proposed = proposeAtLeader() || proposed;
        }
        throw new Violation("the cluster does not come together: " + describe());
    }

    /** Who was removed is switched off first, as operators do: without check-quorum it could disturb for ever. */
    private boolean proposeAtLeader() {
        SimNode leader = world.leader().orElse(null);
        if (leader == null) {
            return false;
        }
        boolean knowsAll = leader.machine().applied() == leader.shown().lastIndex();
        for (SimNode node : world.nodes().values()) {
            boolean member = leader.machine().confState().contains(node.id());
            if (member && !node.alive()) {
                node.start();
            } else if (!member && knowsAll && node.alive()) {
                node.crash();
            }
        }
        boolean[] accepted = new boolean[1];
        leader.input(raft -> accepted[0] = raft.propose(PROPOSAL) == ProposeResult.ACCEPTED);
        return accepted[0];
    }

    private boolean converged() {
        SimNode leader = world.leader().orElse(null);
        if (leader == null || leader.machine().applied() != leader.shown().lastIndex()) {
            return false;
        }
        SimMachine state = leader.machine();
        Violation.check(
                state.applied() >= world.ledger().maxAcknowledged(),
                "entry %d was acknowledged, but the log ends with %d",
                world.ledger().maxAcknowledged(),
                state.applied());
        return world.nodes().values().stream()
                .filter(node -> state.confState().contains(node.id()))
                .allMatch(node -> node.alive()
                        && node.machine().applied() == state.applied()
                        && node.machine().stateHash() == state.stateHash());
    }

    private String describe() {
        StringBuilder text = new StringBuilder();
        for (SimNode node : world.nodes().values()) {
            text.append('\n')
                    .append(node.alive() ? "" : "down ")
                    .append(node.raft().status());
            text.append(" applied=").append(node.machine().applied());
            text.append(' ').append(node.machine().confState());
        }
        return text.toString();
    }
}
