package dev.etcetera.raft.simulation;

import dev.etcetera.raft.simulation.Fate.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides what becomes of each message: by tossing coins and writing down how they fell, or as written down. */
final class Fates {
    private final Setup setup;
    private final boolean tosses;
    private final Map<Long, Fate> given = new HashMap<>();
    private final List<Fate> fallen = new ArrayList<>();
    private final int[] counts = new int[(Setup.MAX_NODES + 1) * (Setup.MAX_NODES + 1)];
    private boolean healed;

    Fates(Setup setup, Optional<List<Fate>> written) {
        this.setup = setup;
        this.tosses = written.isEmpty();
        written.orElse(List.of()).forEach(fate -> given.put(key(fate.from(), fate.to(), fate.number()), fate));
    }

    /** The number of the next message on this way. */
    int next(long from, long to) {
        return ++counts[(int) (from * (Setup.MAX_NODES + 1) + to)];
    }

    Optional<Fate> of(long from, long to, int number) {
        if (healed) {
            return Optional.empty();
        }
        if (!tosses) {
            return Optional.ofNullable(given.get(key(from, to, number)));
        }
        Optional<Fate> fate = toss(from, to, number);
        fate.ifPresent(fallen::add);
        return fate;
    }

    private Optional<Fate> toss(long from, long to, int number) {
        long chance = setup.mix(from, to, number);
        int percent = (int) (chance % 100);
        int delay = 1 + (int) (chance / 100 % 600);
        if (percent < setup.lossPercent()) {
            return Optional.of(new Fate(from, to, number, Kind.LOST, 0));
        }
        percent -= setup.lossPercent();
        if (percent < setup.duplicationPercent()) {
            return Optional.of(new Fate(from, to, number, Kind.DOUBLED, delay));
        }
        percent -= setup.duplicationPercent();
        return percent < setup.latePercent()
                ? Optional.of(new Fate(from, to, number, Kind.LATE, delay))
                : Optional.empty();
    }

    private static long key(long from, long to, int number) {
        return (from * (Setup.MAX_NODES + 1) + to) << 32 | number;
    }

    List<Fate> fallen() {
        return fallen;
    }

    void heal() {
        healed = true;
    }
}
