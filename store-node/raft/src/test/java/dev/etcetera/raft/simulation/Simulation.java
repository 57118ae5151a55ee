package dev.etcetera.raft.simulation;

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
    private final World world;
    private int operation;

    /** How a run ended: with which broken promise, if any, and when; and how the coins for messages fell. */
    record Outcome(Optional<String> failure, long millis, List<Fate> fates, Ledger ledger) {}

    private Simulation(World world) {
        this.world = world;
    }

    static Outcome run(Setup setup, Script script, Mutation mutation, Story story) {
        Fates fates = new Fates(setup, script.fates());
        World world = new World(setup, fates, mutation, story);
        Optional<String> failure = Optional.empty();
        try {
            new Simulation(world).run(script.decisions());
        } catch (RuntimeException broken) {
            failure = Optional.of(String.valueOf(broken.getMessage()));
            story.tell(failure.get());
        }
        return new Outcome(failure, world.events().now(), fates.fallen(), world.ledger());
    }

    private void run(List<Decision> decisions) {
        for (Decision decision : decisions) {
            world.events().runUntil(decision.at());
            world.story().tell(decision);
            perform(decision);
        }
        world.events().runUntil(Plan.TROUBLE_MILLIS);
        new Peace(world).comeTogether();
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
}
