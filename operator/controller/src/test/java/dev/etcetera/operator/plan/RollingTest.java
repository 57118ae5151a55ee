package dev.etcetera.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.plan.Finding.Reason;
import dev.etcetera.operator.resources.Annotations;
import dev.etcetera.operator.resources.Images;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the spec says of all members comes to them one after the other. */
class RollingTest {
    private static final Instant LONG_AGO = Clusters.NOW.minusSeconds(301);

    private final ClusterPlanner planner = new ClusterPlanner(new Images("etcetera/store"));

    @Test
    void followerIsToldFirst() {
        Plan plan = plan(changed(3));
        assertThat(told(plan)).isEqualTo("demo-2 etcetera/store:0.1.1");
        assertThat(plan.needsFreshLook()).isTrue();
        assertThat(progress(plan))
                .isEqualTo("RollingOut: 0 of 3 members are as the spec wants them; member demo-2 is next");
    }

    @Test
    void thenItsPodIsMadeAnew() {
        Plan plan = plan(changed(3).told(2, "0.1.1"));
        assertThat(acts(plan)).containsExactly(new Step.RollPod("default", "demo-2", "pod-2", true));
        assertThat(plan.needsFreshLook()).isTrue();
    }

    @Test
    void podThatIsMadeFromSomethingOlderIsMadeAnewToo() {
        Scene scene = Scene.serving(3);
        scene.told(3, "0.1.1").told(3, "0.1.0").version("0.1.0");
        assertThat(acts(plan(scene))).isEmpty();
        assertThat(acts(plan(changed(3).runs(1, "0.1.1").runs(2, "0.1.1").told(3, "0.1.1"))))
                .containsExactly(new Step.RollPod("default", "demo-3", "pod-3", true));
    }

    @Test
    void nextOneWaitsUntilTheLastServes() {
        Plan plan = plan(changed(3).runs(2, "0.1.1").silent(2));
        assertThat(acts(plan)).isEmpty();
        assertThat(progress(plan))
                .startsWith("RollingOut")
                .endsWith("the next one follows when all are well: member demo-2 does not accept connections");
    }

    @Test
    void andIsReady() {
        Scene scene = changed(3).runs(2, "0.1.1").pod(2, Clusters.podOf(2, Clusters.NOW, false, true));
        assertThat(acts(plan(scene.applied(2, 1_000)))).isEmpty();
        assertThat(progress(plan(scene))).endsWith("the Pod of member demo-2 is not ready");
    }

    @Test
    void andHasWhatTheLeaderHas() {
        Scene scene = changed(3).runs(2, "0.1.1").applied(1, 9_000).applied(3, 9_000);
        assertThat(acts(plan(scene.applied(2, 7_999)))).isEmpty();
        assertThat(progress(plan(scene))).endsWith("member demo-2 has applied 7999 of 9000 entries");
        assertThat(told(plan(scene.applied(2, 8_000)))).startsWith("demo-3");
    }

    @Test
    void podThatIsEndingIsNotWellThoughItStillAnswers() {
        Scene scene = changed(3)
                .runs(2, "0.1.1")
                .pod(2, Clusters.dyingPod(2, Clusters.NOW))
                .applied(2, 1_000);
        assertThat(acts(plan(scene))).isEmpty();
        assertThat(progress(plan(scene))).endsWith("member demo-2 is being stopped");
    }

    @Test
    void leaderIsTheLastAndHandsOver() {
        Scene scene = changed(3).runs(2, "0.1.1").runs(3, "0.1.1").applied(3, 1_001);
        Plan plan = plan(scene);
        assertThat(acts(plan)).containsExactly(new Step.MoveLeader("198.18.0.1", "demo-1", "demo-3", 3));
        assertThat(progress(plan)).endsWith("demo-1 is the last one, leads, and hands over to demo-3");
        assertThat(told(plan(scene.led(3)))).startsWith("demo-1");
    }

    @Test
    void whoeverLeadsMeanwhileBecomesTheLast() {
        assertThat(told(plan(changed(3).runs(2, "0.1.1").led(3)))).startsWith("demo-1");
        // Also one that was told already.
        assertThat(told(plan(changed(3).told(2, "0.1.1").led(2)))).startsWith("demo-1");
    }

    @Test
    void changeGoesOnUntilTheLastOneIsBack() {
        Scene scene = changed(3)
                .runs(1, "0.1.1")
                .runs(2, "0.1.1")
                .runs(3, "0.1.1")
                .with(Clusters.said("Progressing", "RollingOut"));
        Scene coming = scene.podGone(1).led(3);
        assertThat(progress(plan(coming)))
                .isEqualTo("RollingOut: 3 of 3 members are as the spec wants them; the last one comes back");
        Scene starting = scene.pod(1, Clusters.podOf(1, Clusters.NOW, false, true));
        assertThat(progress(plan(starting))).startsWith("RollingOut");
        Scene late = scene.pod(1, Clusters.podOf(1, Clusters.NOW.minusSeconds(400), false, true));
        assertThat(progress(plan(late))).isEmpty();
        assertThat(progress(plan(changed(1)
                        .runs(1, "0.1.1")
                        .with(Clusters.said("Progressing", "RollingOut"))
                        .podGone(1)
                        .unconfirmed())))
                .startsWith("RollingOut");
    }

    @Test
    void andIsOverThenWhateverHappensLater() {
        Scene scene = changed(3).runs(1, "0.1.1").runs(2, "0.1.1").runs(3, "0.1.1");
        assertThat(progress(plan(scene.with(Clusters.said("Progressing", "RollingOut")))))
                .isEmpty();
        assertThat(progress(plan(scene.with(Clusters.said("Progressing", "Settled"))
                        .podGone(1)
                        .led(3))))
                .isEmpty();
    }

    @Test
    void onlyMemberIsRestartedAndThatIsSaid() {
        Plan plan = plan(changed(1));
        assertThat(told(plan)).startsWith("demo-1");
        assertThat(progress(plan)).endsWith("member demo-1 is the only one, and the cluster stands still meanwhile");
    }

    @Test
    void memberThatDoesNotRunIsTheFirst() {
        Scene scene = changed(3).pod(3, Clusters.stuckPod(3, "CrashLoopBackOff"));
        assertThat(told(plan(scene))).startsWith("demo-3");
        Plan plan = plan(scene.told(3, "0.1.1").pod(3, Clusters.podOf(3, Clusters.NOW, false, false)));
        assertThat(acts(plan)).containsExactly(new Step.RollPod("default", "demo-3", "pod-3", false));
    }

    @Test
    void alsoWhereNoQuorumIs() {
        Scene scene = changed(3)
                .pod(2, Clusters.stuckPod(2, "CrashLoopBackOff (OOMKilled)"))
                .pod(3, Clusters.stuckPod(3, "CrashLoopBackOff (OOMKilled)"))
                .unconfirmed();
        assertThat(told(plan(scene))).startsWith("demo-2");
    }

    @Test
    void silentMemberThatTheKubeletFindsReadyIsNotTouched() {
        assertThat(acts(plan(changed(3).silent(2).silent(3).unconfirmed()))).isEmpty();
    }

    @Test
    void unlessTheOthersCanDoWithoutIt() {
        assertThat(told(plan(changed(3).silent(3)))).startsWith("demo-3");
        Plan plan = plan(changed(5).silent(3).silent(4));
        assertThat(acts(plan)).isEmpty();
        assertThat(progress(plan)).startsWith("WaitingForMembers").contains("demo-4 does not accept connections");
    }

    @Test
    void firstThatDoesNotComeBackHaltsItAndIsNamed() {
        Scene scene = changed(3).runs(2, "0.1.1").pod(2, Clusters.stuckPod(2, "ImagePullBackOff"));
        Plan plan = plan(scene);
        assertThat(acts(plan)).isEmpty();
        assertThat(progress(plan)).startsWith("RolloutHalted");
        assertThat(plan.findings().getFirst().reason()).isEqualTo(Reason.ROLLOUT_HALTED);
        assertThat(plan.findings().getFirst().message())
                .contains("member demo-2 does not come back with what the spec asks for now: ImagePullBackOff")
                .endsWith("set the spec back");
    }

    @Test
    void oneThatIsSilentForMinutesHaltsItToo() {
        Scene scene = changed(3).runs(2, "0.1.1").pod(2, Clusters.podOf(2, LONG_AGO, false, true));
        assertThat(progress(plan(scene))).startsWith("RolloutHalted");
    }

    @Test
    void secondThatDoesNotRunIsLeftAloneWhileTheFirstFails() {
        Scene scene = changed(5)
                .runs(2, "0.1.1")
                .pod(2, Clusters.stuckPod(2, "ImagePullBackOff"))
                .pod(3, Clusters.podOf(3, Clusters.NOW, false, true));
        assertThat(acts(plan(scene))).isEmpty();
    }

    @Test
    void specThatIsSetBackMendsTheStuckOneFirst() {
        Scene scene = Scene.serving(3).told(2, "0.1.1").pod(2, Clusters.stuckPod(2, "ImagePullBackOff"));
        assertThat(told(plan(scene))).isEqualTo("demo-2 etcetera/store:0.1.0");
    }

    @Test
    void growingComesBeforeAndShrinkingAfter() {
        assertThat(acts(plan(changed(3).wanted(5)))).singleElement().isInstanceOf(Step.CreateJoiner.class);
        assertThat(told(plan(changed(5).wanted(3)))).startsWith("demo-2");
    }

    @Test
    void butARollThatWasBegunIsEndedBeforeGrowing() {
        assertThat(told(plan(changed(3).runs(2, "0.1.1").wanted(5)))).startsWith("demo-3");
    }

    @Test
    void evenNumberIsMadeOddFirst() {
        Scene two = changed(3).runs(2, "0.1.1").unlisted(3).unknown(3);
        assertThat(acts(plan(two))).singleElement().isInstanceOf(Step.CreateJoiner.class);
        Scene four = changed(4).runs(2, "0.1.1").wanted(3);
        assertThat(acts(plan(four))).containsExactly(new Step.MarkLeaving(four.resource(4)));
    }

    @Test
    void nobodyIsChangedWhileOneJoinsOrLeaves() {
        assertThat(acts(plan(changed(3).wanted(5).joiner(4)))).singleElement().isInstanceOf(Step.CreateVolume.class);
        assertThat(acts(plan(changed(3).wanted(1).leaving(3)))).singleElement().isInstanceOf(Step.RemoveMember.class);
    }

    @Test
    void repairComesBefore() {
        Scene scene = changed(3).podGone(2).claimGone(2);
        assertThat(acts(plan(scene))).containsExactly(new Step.Replace(scene.resource(2), "lost its volume claim"));
    }

    @Test
    void pausedClusterIsNotChanged() {
        assertThat(acts(plan(changed(3).annotated(Annotations.PAUSED, "true")))).isEmpty();
    }

    private static Scene changed(int size) {
        return Scene.serving(size).version("0.1.1");
    }

    private Plan plan(Scene scene) {
        return planner.plan(scene.observed());
    }

    private static List<Step> acts(Plan plan) {
        return plan.steps().stream()
                .filter(s -> !(s instanceof Step.ApplyClusterObjects))
                .toList();
    }

    /** Who was told what, when that is all that is done. */
    private static String told(Plan plan) {
        return acts(plan).stream()
                .map(s -> s instanceof Step.ChangeMember c
                        ? c.member().getMetadata().getName() + " "
                                + c.member().getSpec().image()
                        : s.toString())
                .reduce("", String::concat);
    }

    private static String progress(Plan plan) {
        return plan.progress().map(p -> p.reason().word() + ": " + p.message()).orElse("");
    }
}
