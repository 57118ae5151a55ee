package dev.etcetera.operator.cluster;

import dev.etcetera.operator.plan.Rollout;
import dev.etcetera.operator.plan.Rollout.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Whose turn it is when a new release of the operator wants to change the Pods of many clusters: at most so many at a
 * time. Nothing is stored. After a start every cluster is looked at once before anybody gets a turn, so that those that
 * were in the middle go on first. May be used from any thread.
 */
public final class Rollouts {
    /** A cluster that gets no further keeps its turn for so long: a release that is bad does not come to all others at once. */
    static final Duration PATIENCE = Duration.ofHours(1);

    private final int most;
    private final InstantSource clock;
    private final Map<String, Turn> turns = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final Map<String, Stage> waiting = new HashMap<>();

    private record Turn(Rollout at, Instant since) {}

    /**
     * Gives turns.
     *
     * @param most how many clusters at a time
     */
    public Rollouts(int most, InstantSource clock) {
        if (most < 1) {
            throw new IllegalArgumentException("etcetera.rollouts must be 1 or more, not " + most);
        }
        this.most = most;
        this.clock = clock;
    }

    /**
     * Whether this cluster may be changed for the operator's sake.
     *
     * @param all the UIDs of all clusters that are known
     */
    synchronized boolean turn(String cluster, Rollout rollout, Supplier<Collection<String>> all) {
        seen.add(cluster);
        waiting.remove(cluster);
        Turn before = turns.remove(cluster);
        if (before != null && keeps(rollout.stage())) {
            turns.put(cluster, before.at().equals(rollout) ? before : new Turn(rollout, clock.instant()));
            return true;
        }
        if (!rollout.stage().open()) {
            return true;
        }
        if (mayBegin(rollout.stage(), all)) {
            turns.put(cluster, new Turn(rollout, clock.instant()));
            return true;
        }
        waiting.put(cluster, rollout.stage());
        return false;
    }

    private static boolean keeps(Stage stage) {
        return switch (stage) {
            case NONE, SETTLED, UNWELL -> false;
            case ENDING, DUE, BEGUN -> true;
        };
    }

    private boolean mayBegin(Stage stage, Supplier<Collection<String>> all) {
        return underWay() < most
                && switch (stage) {
                    case NONE, SETTLED, ENDING, UNWELL -> false;
                    case DUE -> !waiting.containsValue(Stage.BEGUN) && seen.containsAll(all.get());
                    case BEGUN -> true;
                };
    }

    private long underWay() {
        Instant recent = clock.instant().minus(PATIENCE);
        return turns.values().stream().filter(t -> t.since().isAfter(recent)).count();
    }

    /** A cluster that cannot be looked at holds nobody up. */
    synchronized void failed(String cluster) {
        seen.add(cluster);
    }

    /** The cluster is being deleted. */
    synchronized void goes(String cluster) {
        forget(cluster);
        seen.add(cluster);
    }

    /** The cluster is no more. */
    synchronized void forget(String cluster) {
        turns.remove(cluster);
        seen.remove(cluster);
        waiting.remove(cluster);
    }

    /** How many clusters wait for their turn. */
    public synchronized int waiting() {
        return waiting.size();
    }

    /** How many clusters have their turn. */
    public synchronized int running() {
        return turns.size();
    }
}
