package dev.etcetera.raft.simulation;

import dev.etcetera.raft.ProposeResult;
import dev.etcetera.raft.protocol.ConfChangeStep;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One run: what the script says, for a while, then peace, in which the cluster must come together again. The same setup and
 * script always lead to the same run.
 */
final class Simulation {
    private static final int PEACE_MILLIS = 40_000;
    private static final int ROUND_MILLIS = 500;

    private final World world;
    private int operation;

    /** How a run ended: with which broken promise, if any, and when; and how the coins for messages fell. */
    record Outcome(Optional<RuntimeException> failure, long millis, List<Fate> fates, Ledger ledger) {}

    private Simulation(World world) {
        this.world = world;
    }

    static Outcome run(Setup setup, Script script, Mutation mutation, Story story) {
        Fates fates = new Fates(setup, script.fates());
        World world = new World(setup, fates, mutation, story);
        Optional<RuntimeException> failure = Optional.empty();
        try {
            new Simulation(world).run(script.decisions());
        } catch (RuntimeException broken) {
            failure = Optional.of(broken);
            story.tell(broken.getMessage());
        }
        return new Outcome(failure, world.events().now(), fates.fallen(), world.ledger());
    }

    private void run(List<Decision> decisions) {
        for (Decision decision : decisions) {
            runUntil(decision.at());
            world.story().tell(decision);
            perform(decision);
        }
        runUntil(Plan.TROUBLE_MILLIS);
        comeTogether();
    }

    private void runUntil(long millis) {
        boolean more = true;
        while (more) {
            more = world.events().stepUntil(millis);
        }
    }

    private void perform(Decision decision) {
        switch (decision) {
            case Decision.Propose(long _, long node, int count) ->
                world.node(node).ifPresent(target -> target.propose(payloads(count)));
            case Decision.Read(long _, long node) -> world.node(node).ifPresent(target -> target.read(payload()));
            case Decision.Compact(long _, long node) -> world.node(node).ifPresent(SimNode::compact);
            case Decision.Crash(long _, long node, int millis) ->
                world.node(node).ifPresent(target -> crash(target, millis));
            case Decision.Pause(long _, long node, int millis) ->
                world.node(node).ifPresent(target -> target.pause(millis));
            case Decision.Partition(long _, int side) -> world.network().partition(side);
            case Decision.Disk(long _, long node, int millis) ->
                world.node(node).ifPresent(target -> target.disk().slowDown(millis));
            case Decision.Clock(long _, long node, int millis) ->
                world.node(node).ifPresent(target -> target.setClock(millis));
            case Decision.Change change -> change(change);
            case Decision.Transfer(long _, long node, long target) ->
                world.node(node).ifPresent(from -> from.input(raft -> raft.transferLeader(target)));
            case Decision.Unreachable(long _, long node, long target) ->
                world.node(node).ifPresent(from -> from.input(raft -> raft.reportUnreachable(target)));
            case Decision.Campaign(long _, long node) ->
                world.node(node).ifPresent(target -> target.input(raft -> raft.campaign()));
            case Decision.ForgetLeader(long _, long node) ->
                world.node(node).ifPresent(target -> target.input(raft -> raft.forgetLeader()));
        }
    }

    private List<Payload> payloads(int count) {
        List<Payload> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batch.add(payload());
        }
        return batch;
    }

    private Payload payload() {
        return Payload.wrap(("operation " + operation++).getBytes(StandardCharsets.US_ASCII));
    }

    private void crash(SimNode node, int downMillis) {
        node.crash();
        world.events().after(downMillis, () -> {
            if (!node.alive()) {
                node.start();
            }
        });
    }

    private void change(Decision.Change decision) {
        for (ConfChangeStep step : decision.change().steps()) {
            boolean adds =
                    step.kind() == ConfChangeStep.Kind.ADD_NODE || step.kind() == ConfChangeStep.Kind.ADD_LEARNER;
            if (adds && !world.add(step.nodeId()).alive()) {
                world.add(step.nodeId()).start();
            }
        }
        Payload encoded = ConfChangeCodec.encode(decision.change());
        world.node(decision.node())
                .ifPresent(node -> node.input(raft -> raft.proposeConfChange(EntryType.CONF_CHANGE_V2, encoded)));
    }

    /** All nodes up, no more faults: a leader must be found, a proposal get through, and all members be equal. */
    private void comeTogether() {
        world.story().tell("peace");
        world.network().heal();
        world.nodes().values().stream().filter(node -> !node.alive()).forEach(SimNode::start);
        // A member without pre-vote whose clock runs three times as fast as the others' can keep them from ever
        // leading.
        world.nodes().values().forEach(node -> node.setClock(Setup.TICK_MILLIS));
        long end = world.events().now() + PEACE_MILLIS;
        boolean proposed = false;
        while (world.events().now() < end) {
            runUntil(world.events().now() + ROUND_MILLIS);
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
        leader.input(raft -> accepted[0] = raft.propose(payloads(1)) == ProposeResult.ACCEPTED);
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
