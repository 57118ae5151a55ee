package dev.etcetera.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberStatus.Phase;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.resources.Images;
import dev.etcetera.operator.status.MemberStatusBuilder;
import dev.etcetera.operator.status.StatusBuilder;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Zero members: all are stopped, the leader last, and keep what they have. */
class HibernationTest {
    private static final ClusterPlanner PLANNER = new ClusterPlanner(new Images("etcetera/store"));

    @Test
    void followersStopAtOnceAndTheLeaderWhenTheyAreGone() {
        Plan plan = plan(Scene.serving(3).wanted(0).led(2));
        assertThat(plan.steps()).containsExactly(stop(1), stop(3));
        assertThat(reason(plan)).isEqualTo(Progress.Reason.HIBERNATING);
        Scene stopping = Scene.serving(3)
                .wanted(0)
                .led(2)
                .pod(1, Clusters.dyingPod(1, Clusters.NOW))
                .podGone(3);
        assertThat(plan(stopping).steps()).isEmpty();
        assertThat(plan(stopping.podGone(1)).steps()).containsExactly(stop(2));
    }

    @Test
    void whereNobodyLeadsAllStop() {
        assertThat(plan(Scene.serving(3).wanted(0).silent(1).silent(2).silent(3))
                        .steps())
                .containsExactly(stop(1), stop(2), stop(3));
    }

    @Test
    void podThatHangsOnADeadNodeDoesNotHoldUpTheLeader() {
        Scene scene = Scene.serving(3)
                .wanted(0)
                .pod(2, Clusters.dyingPod(2, Clusters.NOW.minusSeconds(300)))
                .podGone(3);
        assertThat(plan(scene).steps()).containsExactly(stop(1));
    }

    @Test
    void hibernatedClusterIsLeftAloneAndSaysSo() {
        Plan plan = plan(asleep());
        assertThat(plan.steps()).isEmpty();
        assertThat(plan.findings()).isEmpty();
        ObservedCluster observed = asleep().observed();
        EtcdClusterStatus status = StatusBuilder.cluster(observed, plan);
        assertThat(conditions(status))
                .containsExactly(
                        "Available=FALSE Hibernated", "Progressing=FALSE Hibernated", "Degraded=FALSE NothingFound");
        assertThat(status.replicas()).isZero();
        assertThat(status.clusterId()).isNotNull();
        assertThat(MemberStatusBuilder.member(observed.members().getFirst(), observed)
                        .phase())
                .isEqualTo(Phase.HIBERNATED);
    }

    @Test
    void whatWasBegunIsKept() {
        Scene joining = asleep().joiner(4).volume(4).learner(4, false);
        assertThat(plan(joining).steps()).isEmpty();
        assertThat(plan(asleep().leaving(2)).steps()).isEmpty();
    }

    @Test
    void pausedClusterIsNotStopped() {
        assertThat(plan(Scene.serving(3).wanted(0).annotated("etcetera.dev/paused", "true"))
                        .steps())
                .isEmpty();
    }

    @Test
    void wakingBringsBackWhoeverThereIsBeforeTheNumberChanges() {
        for (int wanted : List.of(1, 3, 5)) {
            ObservedCluster observed = woken(wanted);
            Plan plan = PLANNER.plan(observed);
            assertThat(plan.steps())
                    .filteredOn(s -> !(s instanceof Step.ApplyClusterObjects))
                    .hasSize(3)
                    .allMatch(Step.CreatePod.class::isInstance);
            assertThat(plan.findings()).isEmpty();
            assertThat(conditions(StatusBuilder.cluster(observed, plan))).contains("Available=FALSE Waking");
        }
    }

    @Test
    void clusterThatWasNeverFormedWaitsToBeWoken() {
        ObservedCluster unborn = Clusters.observed(Clusters.cluster(Clusters.spec(0), false), List.of());
        Plan plan = PLANNER.plan(unborn);
        assertThat(plan.steps()).isEmpty();
        assertThat(conditions(StatusBuilder.cluster(unborn, plan)))
                .contains("Available=FALSE Hibernated", "Progressing=FALSE Hibernated");
    }

    private static Scene asleep() {
        Scene scene = Scene.serving(3).wanted(0).unanswered();
        IntStream.rangeClosed(1, 3).forEach(scene::podGone);
        return scene;
    }

    private static ObservedCluster woken(int wanted) {
        ObservedCluster before = asleep().observed();
        EtcdClusterStatus status = StatusBuilder.cluster(before, PLANNER.plan(before));
        ObservedCluster woken = asleep().wanted(wanted).observed();
        woken.resource().setStatus(status);
        return woken;
    }

    private static Step stop(int serial) {
        return new Step.StopPod("default", "demo-" + serial, "pod-" + serial);
    }

    private static Plan plan(Scene scene) {
        return PLANNER.plan(scene.observed());
    }

    private static Progress.Reason reason(Plan plan) {
        return plan.progress().orElseThrow().reason();
    }

    private static List<String> conditions(EtcdClusterStatus status) {
        return Objects.requireNonNull(status.conditions()).stream()
                .map(c -> c.type() + "=" + c.status() + " " + c.reason())
                .toList();
    }
}
