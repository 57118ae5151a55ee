package dev.etcetera.raft.simulation;

import dev.etcetera.raft.protocol.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Loses, doubles, delays and reorders messages, and cuts nodes off, until it is told to be good. */
final class SimNetwork {
    private final World world;
    private final RandomGenerator random;
    private final double loss;
    private final double duplication;
    private final Set<Long> cutOff = new HashSet<>();
    private boolean healed;

    SimNetwork(World world, RandomGenerator random) {
        this.world = world;
        this.random = random;
        this.loss = random.nextDouble() * 0.2;
        this.duplication = random.nextDouble() * 0.1;
    }

    void send(List<Message> messages) {
        messages.forEach(this::send);
    }

    private void send(Message message) {
        boolean snapshot = message instanceof Message.InstallSnapshot;
        if (!healed && random.nextDouble() < loss) {
            if (snapshot) {
                // The one who carries a snapshot sooner or later says how it went.
                world.events()
                        .after(
                                50,
                                () -> world.reachable(message.from())
                                        .ifPresent(
                                                node -> node.input(raft -> raft.reportSnapshot(message.to(), false))));
            }
            return;
        }
        deliverLater(message);
        if (!healed && random.nextDouble() < duplication) {
            deliverLater(message);
        }
        if (snapshot) {
            world.events()
                    .after(
                            60,
                            () -> world.reachable(message.from())
                                    .ifPresent(node -> node.input(raft -> raft.reportSnapshot(message.to(), true))));
        }
    }

    private void deliverLater(Message message) {
        boolean late = !healed && random.nextInt(50) == 0;
        world.events().after(random.nextInt(1, late ? 400 : 12), () -> {
            if (!cutOff.contains(message.from()) && !cutOff.contains(message.to())) {
                world.reachable(message.to()).ifPresent(node -> node.input(raft -> raft.step(message)));
            }
        });
    }

    void cutOff(long node) {
        cutOff.add(node);
    }

    void reconnect() {
        cutOff.clear();
    }

    void heal() {
        healed = true;
        reconnect();
    }
}
