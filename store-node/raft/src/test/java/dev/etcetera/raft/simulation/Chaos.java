package dev.etcetera.raft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.ProposeResult;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChange.Transition;
import dev.etcetera.raft.protocol.ConfChangeStep;
import dev.etcetera.raft.protocol.ConfChangeStep.Kind;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One run: clients and faults for a while, then peace, in which the cluster must come together again. */
final class Chaos {
    private static final long TROUBLE_MILLIS = 6_000;
    private static final long PEACE_MILLIS = 30_000;

    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final List<Transition> TRANSITIONS = List.of(Transition.values());

    private final World world;
    private final Random random;
    private int operation;
    private boolean peace;

    Chaos(long seed) {
        world = new World(seed);
        random = world.random();
    }

    Ledger run() {
        clients();
        faults();
        while (world.events().now() < TROUBLE_MILLIS) {
            world.events().step();
        }
        comeTogether();
        return world.ledger();
    }

    private void clients() {
        world.events().after(random.nextInt(1, 40), () -> {
            SimNode node = world.any();
            // Snapshots go on in peace: one made before a node was added is of no use to it.
            switch (peace ? 5 : random.nextInt(6)) {
                case 0, 1, 2 -> node.input(raft -> raft.propose(payloads()));
                case 3, 4 -> node.read(payload());
                default -> node.snapshot();
            }
            clients();
        });
    }

    private List<Payload> payloads() {
        List<Payload> batch = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            batch.add(payload());
        }
        return batch;
    }

    private Payload payload() {
        return Payload.wrap(("operation " + operation++).getBytes(StandardCharsets.US_ASCII));
    }

    private void faults() {
        world.events().after(random.nextInt(50, 400), () -> {
            if (peace) {
                return;
            }
            SimNode node = world.any();
            switch (random.nextInt(9)) {
                case 0, 1 -> crash(node);
                case 2 -> world.network().cutOff(node.id());
                case 3 -> world.network().reconnect();
                case 4, 5 -> changeMembership();
                case 6 -> node.input(raft -> raft.transferLeader(world.any().id()));
                case 7 -> node.input(raft -> raft.reportUnreachable(world.any().id()));
                default -> node.input(random.nextBoolean() ? raft -> raft.campaign() : raft -> raft.forgetLeader());
            }
            faults();
        });
    }

    private void crash(SimNode node) {
        if (node.alive()) {
            node.crash();
            world.events().after(random.nextInt(1, 800), () -> {
                if (!node.alive()) {
                    node.start();
                }
            });
        }
    }

    private void changeMembership() {
        SimNode proposer = world.any();
        List<ConfChangeStep> steps = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            long target = random.nextInt(1, World.MAX_NODES + 1);
            Kind kind = KINDS.get(random.nextInt(KINDS.size()));
            steps.add(new ConfChangeStep(kind, target));
            if (kind == Kind.ADD_NODE || kind == Kind.ADD_LEARNER) {
                SimNode added = world.add(target);
                if (!added.alive()) {
                    added.start();
                }
            }
        }
        Transition transition = TRANSITIONS.get(random.nextInt(TRANSITIONS.size()));
        ConfChange change = random.nextInt(4) == 0
                ? ConfChange.leave()
                : new ConfChange(random.nextBoolean() ? steps.subList(0, 1) : steps, transition, Payload.EMPTY);
        proposer.input(raft -> raft.proposeConfChange(EntryType.CONF_CHANGE_V2, ConfChangeCodec.encode(change)));
    }

    /** All nodes up, no more faults: a leader must be found, a proposal get through, and all members be equal. */
    private void comeTogether() {
        peace = true;
        world.network().heal();
        world.nodes().values().stream().filter(node -> !node.alive()).forEach(SimNode::start);
        long end = world.events().now() + PEACE_MILLIS;
        boolean proposed = false;
        while (world.events().now() < end) {
            world.events().step();
            proposed = proposed || (world.events().now() > end - PEACE_MILLIS / 2 && proposeAtLeader());
            if (proposed && converged()) {
                return;
            }
        }
        assertThat(converged()).as("the cluster comes together: %s", describe()).isTrue();
    }

    /** Who was removed is switched off first, as operators do: without check-quorum it could disturb for ever. */
    private boolean proposeAtLeader() {
        SimNode leader = world.leader().orElse(null);
        if (leader == null) {
            return false;
        }
        for (SimNode node : world.nodes().values()) {
            if (node.alive() && !leader.confState().contains(node.id())) {
                node.crash();
            }
        }
        boolean[] accepted = new boolean[1];
        leader.input(raft -> accepted[0] = raft.propose(payloads()) == ProposeResult.ACCEPTED);
        return accepted[0];
    }

    private boolean converged() {
        SimNode leader = world.leader().orElse(null);
        if (leader == null || leader.applied() != leader.lastShown().index()) {
            return false;
        }
        for (SimNode node : world.nodes().values()) {
            if (leader.confState().contains(node.id()) && node.applied() == leader.applied()) {
                assertThat(node.stateHash()).as("state of node %d", node.id()).isEqualTo(leader.stateHash());
            } else if (leader.confState().contains(node.id())) {
                return false;
            }
        }
        return true;
    }

    private String describe() {
        StringBuilder text = new StringBuilder();
        for (SimNode node : world.nodes().values()) {
            text.append('\n')
                    .append(node.alive() ? "" : "down ")
                    .append(node.raft().status());
            text.append(" applied=").append(node.applied()).append(' ').append(node.confState());
        }
        return text.toString();
    }
}
