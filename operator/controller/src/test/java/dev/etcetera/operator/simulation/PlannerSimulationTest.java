package dev.etcetera.operator.simulation;

import dev.etcetera.operator.plan.ClusterPlanner;
import dev.etcetera.operator.resources.Images;
import org.junit.jupiter.api.Test;

/**
 * Thousands of clusters whose spec is edited, whose Pods, volumes, nodes and resources are lost, whose data goes bad, whose
 * learners do not start and whose operator dies between any two effects, seen through a cache that lags. Each must come to
 * what its spec wants. {@code -Dseeds=100000} for longer, {@code -Dseed=17} for one.
 */
class PlannerSimulationTest {
    private static final int SEEDS = Integer.getInteger("seeds", 1_000);

    @Test
    void everyClusterComesToWhatItsSpecWantsAndIsNeverHarmedOnTheWay() {
        ClusterPlanner planner = new ClusterPlanner(new Images("etcetera/store"));
        Integer only = Integer.getInteger("seed");
        for (int seed = only == null ? 0 : only; seed < (only == null ? SEEDS : only + 1); seed++) {
            Life.amongOthers(seed, planner::plan).run();
        }
    }
}
