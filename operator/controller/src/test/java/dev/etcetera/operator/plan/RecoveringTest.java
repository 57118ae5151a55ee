package dev.etcetera.operator.plan;

import static dev.etcetera.operator.plan.RecoveryScene.part;
import static dev.etcetera.operator.plan.RecoveryScene.recovering;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.Stage;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.Part;
import dev.etcetera.operator.resources.Images;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The steps of a recovery, each from what there is to be seen. */
class RecoveringTest {
    private static final Step.RestartSurvivor RESTART = new Step.RestartSurvivor("default", "demo-1", "pod-1");

    private final ClusterPlanner planner = new ClusterPlanner(new Images("etcetera/store"));

    private static Scene begun() {
        return Scene.serving(3).led(0).unconfirmed().silent(2).silent(3).with(recovering(Stage.FORCING, "demo-1"));
    }

    private static Scene othersGivenUp() {
        return begun().with(part(2, Part.GIVEN_UP)).with(part(3, Part.GIVEN_UP));
    }

    private static Scene othersGone() {
        return othersGivenUp().podGone(2).podGone(3);
    }

    /** The survivor leads, and nobody else is on the list. */
    private static Scene alone(Stage stage, Part part) {
        return Scene.serving(3)
                .with(recovering(stage, "demo-1"))
                .with(part(1, part))
                .with(part(2, Part.GIVEN_UP))
                .with(part(3, Part.GIVEN_UP))
                .podGone(2)
                .podGone(3)
                .unlisted(2)
                .unlisted(3);
    }

    @Test
    void allOthersAreGivenUpFirst() {
        Scene scene = begun();
        assertThat(acts(scene))
                .containsExactly(
                        new Step.GiveUp(scene.resource(2), "r-uid"), new Step.GiveUp(scene.resource(3), "r-uid"));
    }

    @Test
    void thenTheyAreStopped() {
        assertThat(acts(othersGivenUp()))
                .containsExactly(
                        new Step.StopGivenUp("default", "demo-2", "pod-2"),
                        new Step.StopGivenUp("default", "demo-3", "pod-3"));
    }

    @Test
    void nobodyIsForcedWhileAnotherHasAPod() {
        Scene scene = othersGivenUp().podGone(2).pod(3, Clusters.dyingPod(3, Clusters.NOW.minus(Duration.ofDays(1))));
        Plan plan = planner.plan(scene.observed());
        assertThat(acts(scene)).isEmpty();
        assertThat(plan.findings())
                .anyMatch(f ->
                        f.reason() == Finding.Reason.POD_HANGS && f.message().contains("out-of-service"));
        assertThat(plan.progress().orElseThrow().reason()).isEqualTo(Progress.Reason.RECOVERY_WAITS);
    }

    @Test
    void thenTheSurvivorIsForced() {
        Scene scene = othersGone();
        assertThat(acts(scene)).containsExactly(new Step.Force(scene.resource(1), "r-uid"));
    }

    @Test
    void quorumThatCameBackSparesThoseThatWereGivenUp() {
        Scene scene = Scene.serving(3).with(recovering(Stage.FORCING, "demo-1")).with(part(2, Part.GIVEN_UP));
        assertThat(acts(scene)).containsExactly(new Step.Spare(scene.resource(2), "r-uid"));
    }

    @Test
    void quorumThatCameBackEndsIt() {
        assertThat(acts(Scene.serving(3).with(recovering(Stage.FORCING, "demo-1"))))
                .containsExactly(new Step.EndRecovery(false));
    }

    @Test
    void survivorsPodIsMadeAgainAsItsResourceSays() {
        Scene scene = othersGone().with(part(1, Part.FORCED)).pod(1, Clusters.podOf(1, Clusters.NOW, true, false));
        assertThat(acts(scene)).containsExactly(RESTART);
        assertThat(acts(othersGone().with(part(1, Part.FORCED)).podGone(1)))
                .singleElement()
                .isInstanceOf(Step.CreatePod.class);
    }

    @Test
    void survivorThatServesAloneIsReleasedAndThenTheClusterGrows() {
        Scene forced = alone(Stage.FORCING, Part.FORCED);
        assertThat(acts(forced)).containsExactly(new Step.Release(forced.resource(1), "r-uid"));
        assertThat(acts(alone(Stage.FORCING, Part.ALONE))).singleElement().isInstanceOf(Step.GrowAgain.class);
        assertThat(acts(alone(Stage.GROWING, Part.ALONE))).singleElement().isInstanceOf(Step.CreateJoiner.class);
    }

    @Test
    void survivorThatDoesNotLeadIsAwaited() {
        assertThat(acts(othersGone().with(part(1, Part.FORCED)))).isEmpty();
    }

    @Test
    void survivorThatLosesItsVolumeEndsIt() {
        assertThat(acts(othersGone().podGone(1).claimGone(1))).containsExactly(new Step.EndRecovery(false));
    }

    @Test
    void isOverWhenAllServe() {
        assertThat(acts(alone(Stage.GROWING, Part.ALONE).wanted(1))).containsExactly(new Step.EndRecovery(true));
    }

    @Test
    void whoeverWasGivenUpIsClearedOnlyAfterwardsAndKeepsItsVolume() {
        Scene scene = Scene.serving(3)
                .wanted(1)
                .with(part(2, Part.GIVEN_UP))
                .with(part(3, Part.GIVEN_UP))
                .podGone(2)
                .podGone(3)
                .unlisted(2)
                .unlisted(3);
        assertThat(acts(scene)).hasSize(2).allMatch(Step.DeleteMember.class::isInstance);
    }

    private List<Step> acts(Scene scene) {
        return planner.plan(scene.observed()).steps().stream()
                .filter(s -> !(s instanceof Step.ApplyClusterObjects))
                .toList();
    }
}
