package dev.etcetera.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.plan.Rollout.Stage;
import dev.etcetera.operator.resources.Annotations;
import dev.etcetera.operator.resources.Images;
import org.junit.jupiter.api.Test;

/** What a new release of the operator changes of its own accord waits for its turn; what a user asks for does not. */
class RolloutTest {
    private final ClusterPlanner planner = new ClusterPlanner(new Images("etcetera/store"));
    private final ClusterPlanner moved = new ClusterPlanner(new Images("mirror:5000/etcetera/store"));

    @Test
    void podsOfAnotherReleaseWaitForTheirTurn() {
        Scene scene = outdated(3);
        assertThat(planner.rollout(scene.observed())).isEqualTo(new Rollout(Stage.DUE, 0));
        Plan plan = planner.plan(scene.observed(), false);
        assertThat(acts(plan)).isFalse();
        assertThat(plan.progress().orElseThrow().reason().word()).isEqualTo("WaitingForTurn");
        assertThat(plan.recheck()).hasSeconds(10);
        assertThat(acts(planner.plan(scene.observed(), true))).isTrue();
    }

    @Test
    void imageThatOnlyLiesElsewhereIsTheOperatorsChangeToo() {
        Scene scene = Scene.serving(3);
        assertThat(moved.rollout(scene.observed())).isEqualTo(new Rollout(Stage.DUE, 0));
        assertThat(acts(moved.plan(scene.observed(), false))).isFalse();
        assertThat(acts(moved.plan(scene.observed(), true))).isTrue();
    }

    @Test
    void whatTheUserAskedForWaitsForNobody() {
        Scene scene = Scene.serving(3).version("0.1.1");
        assertThat(planner.rollout(scene.observed()).stage()).isEqualTo(Stage.NONE);
        assertThat(acts(planner.plan(scene.observed(), false))).isTrue();
        assertThat(acts(moved.plan(scene.observed(), false))).isTrue();
    }

    /** The member was told already, its Pod not yet made again: a restart of the operator in between changes nothing. */
    @Test
    void whatTheUserAskedForWaitsForNobodyUntilTheLastPodHasIt() {
        Scene scene = Scene.serving(1)
                .pod(1, Clusters.podOf(1, Clusters.NOW, true, PodView.Made.AS_TOLD_BEFORE))
                .applied(1, 1_000);
        assertThat(planner.rollout(scene.observed()).stage()).isEqualTo(Stage.NONE);
        assertThat(acts(planner.plan(scene.observed(), false))).isTrue();
    }

    @Test
    void clusterInTheMiddleIsKnownByItsLooks() {
        Scene scene =
                outdated(3).pod(2, Clusters.podOf(2, Clusters.NOW, true, true)).applied(2, 1_000);
        assertThat(planner.rollout(scene.observed())).isEqualTo(new Rollout(Stage.BEGUN, 1));
        assertThat(acts(planner.plan(scene.observed(), false))).isFalse();
        assertThat(acts(planner.plan(scene.observed(), true))).isTrue();
    }

    @Test
    void lastOneThatComesBackEndsIt() {
        Scene scene = Scene.serving(3).silent(3);
        assertThat(planner.rollout(scene.observed())).isEqualTo(new Rollout(Stage.ENDING, 3));
        assertThat(planner.rollout(Scene.serving(3).observed())).isEqualTo(new Rollout(Stage.SETTLED, 3));
        assertThat(planner.rollout(Scene.serving(1).podGone(1).observed()).stage())
                .isEqualTo(Stage.ENDING);
    }

    @Test
    void clusterThatIsNotWellIsMendedFirst() {
        assertThat(planner.rollout(outdated(3).silent(2).observed()).stage()).isEqualTo(Stage.UNWELL);
    }

    @Test
    void pausedOneTakesNoTurn() {
        Scene scene = outdated(3).annotated(Annotations.PAUSED, "true");
        assertThat(planner.rollout(scene.observed()).stage()).isEqualTo(Stage.NONE);
    }

    @Test
    void numberOfMembersIsFollowedMeanwhile() {
        assertThat(planner.plan(outdated(3).wanted(5).observed(), false).progress())
                .map(p -> p.reason().word())
                .hasValue("ScalingUp");
        assertThat(planner.plan(outdated(3).wanted(1).observed(), false).progress())
                .map(p -> p.reason().word())
                .hasValue("ScalingDown");
    }

    private static Scene outdated(int size) {
        Scene scene = Scene.serving(size);
        for (int serial = 1; serial <= size; serial++) {
            scene.pod(serial, Clusters.podOf(serial, Clusters.NOW, true, false)).applied(serial, 1_000);
        }
        return scene;
    }

    private static boolean acts(Plan plan) {
        return plan.steps().stream().anyMatch(s -> !(s instanceof Step.ApplyClusterObjects));
    }
}
