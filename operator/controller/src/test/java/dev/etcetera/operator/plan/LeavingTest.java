package dev.etcetera.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.resources.Images;
import dev.etcetera.operator.resources.Names;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One member fewer: leadership, the note that it leaves, membership, Pod, volume, resource. */
class LeavingTest {
    private static final String LEADER = "198.18.0.1";

    private final ClusterPlanner planner = new ClusterPlanner(new Images("etcetera/store"));

    @Test
    void theHighestSerialIsToldToLeaveFirst() {
        Scene scene = Scene.serving(5).wanted(3);
        Plan plan = plan(scene);
        assertThat(acts(plan)).containsExactly(new Step.MarkLeaving(scene.resource(5)));
        assertThat(plan.needsFreshLook()).isTrue();
        assertThat(progress(plan)).isEqualTo("ScalingDown: 5 members have a vote and 3 are wanted; removing demo-5");
    }

    @Test
    void leaderHandsOverToTheOldestThatStaysBeforeItIsToldToLeave() {
        Plan plan = plan(Scene.serving(3).wanted(1).led(3));
        assertThat(acts(plan)).containsExactly(new Step.MoveLeader("198.18.0.3", "demo-3", "demo-1", 1));
        assertThat(progress(plan)).contains("it leads and hands over to demo-1");
    }

    @Test
    void leaverThatWasElectedMeanwhileHandsOverToo() {
        Plan plan = plan(Scene.serving(3).wanted(1).leaving(3).led(3));
        assertThat(acts(plan)).containsExactly(new Step.MoveLeader("198.18.0.3", "demo-3", "demo-1", 1));
    }

    @Test
    void leaversMembershipEnds() {
        Plan plan = plan(Scene.serving(3).wanted(1).leaving(3));
        assertThat(acts(plan)).containsExactly(new Step.RemoveMember(LEADER, "demo-3", 3));
    }

    @Test
    void leaverThatIsDownIsRemovedAllTheSame() {
        Plan plan = plan(Scene.serving(3).wanted(1).leaving(3).silent(3));
        assertThat(acts(plan)).containsExactly(new Step.RemoveMember(LEADER, "demo-3", 3));
    }

    @Test
    void nobodyIsToldToLeaveWhileAnotherIsUnwell() {
        Plan plan = plan(Scene.serving(3).wanted(1).silent(2));
        assertThat(acts(plan)).isEmpty();
        assertThat(progress(plan))
                .startsWith("WaitingForMembers")
                .contains("demo-3 is removed when the others are well: member demo-2 does not accept connections");
    }

    @Test
    void leaverStaysAMemberWhileAnotherIsUnwellAndGetsItsPodBack() {
        Scene scene = Scene.serving(3).wanted(1).leaving(3).podGone(3).silent(2);
        assertThat(acts(plan(scene))).containsExactly(new Step.CreatePod(scene.resource(3), false));
    }

    @Test
    void twoBecomeOneOnlyWhileBothAreWell() {
        assertThat(acts(plan(Scene.serving(2).wanted(1).leaving(2))))
                .containsExactly(new Step.RemoveMember(LEADER, "demo-2", 2));
        assertThat(acts(plan(Scene.serving(2).wanted(1).leaving(2).silent(1)))).isEmpty();
    }

    @Test
    void whatWasBegunIsEndedBeforeAChangedMindIsFollowed() {
        Plan plan = plan(Scene.serving(3).wanted(5).leaving(3));
        assertThat(acts(plan)).containsExactly(new Step.RemoveMember(LEADER, "demo-3", 3));
    }

    @Test
    void removedMembersPodEndsFirst() {
        Plan plan = plan(left());
        assertThat(acts(plan)).containsExactly(new Step.DeletePod("default", "demo-3", "pod-3"));
        assertThat(plan.findings()).isEmpty();
    }

    @Test
    void thenItsVolumeGoesWhateverTheRetentionPolicySays() {
        Scene scene = left().podGone(3);
        assertThat(acts(plan(scene))).containsExactly(new Step.DeleteVolume("default", Names.claim(scene.resource(3))));
    }

    @Test
    void podOnADeadNodeIsNotAwaitedForEver() {
        Scene scene = left().pod(3, Clusters.dyingPod(3, Clusters.NOW.minusSeconds(300)));
        assertThat(acts(plan(scene))).containsExactly(new Step.DeleteVolume("default", Names.claim(scene.resource(3))));
        Scene dying = left().pod(3, Clusters.dyingPod(3, Clusters.NOW));
        assertThat(acts(plan(dying))).isEmpty();
    }

    @Test
    void thenItsResourceGoes() {
        Scene scene = left().podGone(3).claimGone(3);
        assertThat(acts(plan(scene)))
                .containsExactly(new Step.DeleteMember("default", "demo-3", Names.uid(scene.resource(3))));
        assertThat(plan(scene).findings()).isEmpty();
    }

    @Test
    void butNotBeforeItsSerialIsNotedAsUsedUp() {
        assertThat(acts(plan(left().podGone(3).claimGone(3).lastSerial(2)))).isEmpty();
    }

    @Test
    void nothingElseIsChangedBeforeTheLastTraceIsGone() {
        Plan plan = plan(left().wanted(1));
        assertThat(acts(plan)).containsExactly(new Step.DeletePod("default", "demo-3", "pod-3"));
    }

    @Test
    void removedMemberIsNeverGivenAPodOrAVolumeAgain() {
        Scene scene = left().podGone(3).claimGone(3).lastSerial(2);
        assertThat(plan(scene).steps()).containsExactly(new Step.ApplyClusterObjects(2));
    }

    @Test
    void whileNobodyCanSayWhoIsAMemberALeaverKeepsItsPodForItMayBeNeeded() {
        Scene scene = Scene.serving(2)
                .wanted(1)
                .leaving(2)
                .podGone(2)
                .silent(1)
                .unlisted(1)
                .unlisted(2)
                .unconfirmed();
        assertThat(acts(plan(scene))).containsExactly(new Step.CreatePod(scene.resource(2), false));
    }

    @Test
    void memberThatWasRemovedByHandGoesWhenNoMoreAreWantedThanThereAre() {
        Scene scene = Scene.serving(3).unlisted(3).wanted(1);
        assertThat(acts(plan(scene))).containsExactly(new Step.MarkLeaving(scene.resource(3)));
    }

    private static Scene left() {
        return Scene.serving(3).wanted(1).leaving(3).unlisted(3);
    }

    private Plan plan(Scene scene) {
        return planner.plan(scene.observed());
    }

    private static List<Step> acts(Plan plan) {
        return plan.steps().stream()
                .filter(s -> !(s instanceof Step.ApplyClusterObjects))
                .toList();
    }

    private static String progress(Plan plan) {
        return plan.progress().map(p -> p.reason().word() + ": " + p.message()).orElse("");
    }
}
