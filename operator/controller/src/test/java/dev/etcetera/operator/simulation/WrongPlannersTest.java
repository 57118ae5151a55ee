package dev.etcetera.operator.simulation;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.plan.ClusterPlanner;
import dev.etcetera.operator.plan.Plan;
import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.resources.Images;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Planners with one fault each: the simulation is worth something only if it finds every one of them. */
class WrongPlannersTest {
    private static final int SEEDS = 400;

    private static final ClusterPlanner RIGHT = new ClusterPlanner(new Images("etcetera/store"));

    static Stream<Arguments> planners() {
        return Stream.of(
                wrong("takes whoever is silent for well", seeing(WrongEyes::allWell), " well|it is up|at last"),
                wrong("stops the leader instead of moving the lead", doing(WrongHands::stopsTheLeader), "leads"),
                wrong("forgets which serials were given", seeing(WrongEyes::forgetful), "is new"),
                wrong("deletes a volume before the member is gone", doing(WrongHands::hasty), "is no member any more"),
                wrong("never makes a new member", doing(without(Step.CreateJoiner.class)), "at last"),
                wrong("never takes the alarm back", doing(without(Step.DisarmCorrupt.class)), "at last"),
                wrong("does not look whether there is room", seeing(WrongEyes::roomy), "there is room"),
                wrong("has the leader make room first", doing(WrongHands::leaderFirst), "the leader last"),
                wrong("never takes the alarm NOSPACE back", doing(without(Step.DisarmNoSpace.class)), "at last"),
                wrong("stops the leader first", doing(WrongHands::stopsAll), "the leader stops last"),
                wrong("grows all volumes at once", doing(WrongHands::growsAll), "one at a time"),
                wrong("never stops anybody", doing(without(Step.StopPod.class)), "all are stopped, at last"),
                wrong("never changes anybody", doing(without(Step.RollPod.class)), "at last"),
                wrong(
                        "prepares nothing for an older etcd",
                        seeing(WrongEyes::carefree),
                        "the cluster is no newer|at last"),
                wrong("calls off what others began", doing(WrongHands::callsOff), "the downgrade is noted"),
                wrong("rolls past the budget", doing(WrongHands::pastTheBudget), "asks the budget"),
                wrong("acts while paused", seeing(WrongEyes::unpaused), "paused"),
                wrong("forces while others may still run", doing(WrongHands::hastyForce), "no other Pod"),
                wrong("adds members before the flag is gone", doing(WrongHands::keepsForcing), "force-new-cluster"),
                wrong("recovers though there is a quorum", seeing(WrongEyes::nearlyBlind), "there is a quorum|at last"),
                wrong("never comes back to life", doing(without(Step.Release.class)), "at last"),
                wrong(
                        "begins again while others may still run",
                        doing(WrongHands::hastyRestore),
                        "no member has a Pod"),
                wrong(
                        "gives up before all serve",
                        doing(WrongHands::hastyDiscard),
                        "is given up|a restore is under way"),
                wrong("never takes back who was set aside", doing(without(Step.TakeBack.class)), "at last"),
                wrong(
                        "runs who was set aside",
                        seeing(WrongEyes::forgetsAsides),
                        "was set aside and runs|nobody is set aside"),
                wrong("does what is done already again and again", doing(WrongHands::restless), "at last"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("planners")
    void isFound(String fault, Function<ObservedCluster, Plan> planner, String by) {
        assertThatThrownBy(() -> {
                    for (int seed = 0; seed < SEEDS; seed++) {
                        new Life(seed, planner).run();
                    }
                })
                .as(fault)
                .isInstanceOf(AssertionError.class)
                .message()
                .containsAnyOf(by.split("\\|"));
    }

    @Test
    void oneThatDoesNotWaitForItsTurnIsFound() {
        assertThatThrownBy(() -> {
                    for (int seed = 0; seed < SEEDS; seed++) {
                        Life.amongOthers(seed, (observed, _) -> RIGHT.plan(observed, true))
                                .run();
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("it is its turn");
    }

    private static Arguments wrong(String fault, Function<ObservedCluster, Plan> planner, String by) {
        return Arguments.of(fault, planner, by);
    }

    private static Function<ObservedCluster, Plan> seeing(UnaryOperator<ObservedCluster> eyes) {
        return observed -> RIGHT.plan(eyes.apply(observed));
    }

    private interface Hands {
        List<Step> of(List<Step> steps, ObservedCluster observed);
    }

    private static Function<ObservedCluster, Plan> doing(Hands hands) {
        return observed -> {
            Plan plan = RIGHT.plan(observed);
            return new Plan(hands.of(plan.steps(), observed), plan.findings(), plan.progress(), plan.recheck());
        };
    }

    private static Hands without(Class<? extends Step> kind) {
        return (steps, _) -> steps.stream().filter(s -> !kind.isInstance(s)).toList();
    }
}
