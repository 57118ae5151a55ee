package dev.etcetera.raft.simulation;

import dev.etcetera.raft.protocol.Message;
import java.util.List;
import java.util.Optional;

/** Carries messages, each in its own time, loses, doubles and delays some, and is cut in two at times. */
final class SimNetwork {
    private static final int SLOWEST_MILLIS = 11;

    private final World world;
    private final Fates fates;
    private int side;

    SimNetwork(World world, Fates fates) {
        this.world = world;
        this.fates = fates;
    }

    void send(List<Message> messages) {
        for (int i = 0; i < messages.size(); i++) {
            send(messages.get(i));
        }
    }

    private void send(Message message) {
        int number = fates.next(message.from(), message.to());
        long millis = 1 + world.setup().mix(message.to(), message.from(), number) % SLOWEST_MILLIS;
        Optional<Fate> fate = fates.of(message.from(), message.to(), number);
        boolean lost = false;
        if (fate.isPresent()) {
            switch (fate.get().kind()) {
                case LOST -> lost = true;
                case DOUBLED -> deliver(message, fate.get().delayMillis());
                case LATE -> millis = fate.get().delayMillis();
            }
        }
        if (!lost) {
            deliver(message, millis);
        }
        if (message instanceof Message.InstallSnapshot) {
            reportSnapshot(message, !lost);
        }
    }

    /** The one who carries a snapshot sooner or later says how it went. */
    private void reportSnapshot(Message message, boolean delivered) {
        world.events()
                .after(
                        60,
                        () -> world.node(message.from())
                                .ifPresent(node -> node.input(raft -> raft.reportSnapshot(message.to(), delivered))));
    }

    private void deliver(Message message, long millis) {
        world.events().after(millis, () -> {
            if ((side >> message.from() & 1) == (side >> message.to() & 1)) {
                world.node(message.to()).ifPresent(node -> node.input(raft -> raft.step(message)));
            }
        });
    }

    void partition(int otherSide) {
        side = otherSide;
    }

    void heal() {
        fates.heal();
        side = 0;
    }
}
