package dev.etcetera.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.InitialClusterState;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.InitialMember;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.resources.Images;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One more member: resource, volume, membership without a vote, Pod, vote. */
class JoiningTest {
    private static final String LEADER = "198.18.0.1";

    private final ClusterPlanner planner = new ClusterPlanner(new Images("etcetera/store"));

    @Test
    void itsResourceComesFirstAndKnowsWhomItWillFind() {
        Plan plan = plan(Scene.serving(3).wanted(5));
        assertThat(acts(plan)).singleElement().isInstanceOfSatisfying(Step.CreateJoiner.class, create -> {
            assertThat(create.member().getMetadata().getName()).isEqualTo("demo-4");
            assertThat(create.member().getSpec().initialClusterState()).isEqualTo(InitialClusterState.EXISTING);
            assertThat(create.member().getSpec().initialCluster())
                    .extracting(InitialMember::name)
                    .containsExactly("demo-1", "demo-2", "demo-3", "demo-4");
        });
        assertThat(plan.needsFreshLook()).isTrue();
        assertThat(progress(plan)).isEqualTo("ScalingUp: 3 of 5 members have a vote; adding demo-4");
    }

    @Test
    void serialThatWasEverGivenIsNotGivenAgain() {
        Plan plan = plan(Scene.serving(3).wanted(5).lastSerial(8));
        assertThat(acts(plan))
                .singleElement()
                .isInstanceOfSatisfying(
                        Step.CreateJoiner.class,
                        create -> assertThat(create.member().getMetadata().getName())
                                .isEqualTo("demo-9"));
    }

    @Test
    void itIsMadeLikeTheOthersWhateverTheSpecAsksForMeanwhile() {
        Plan plan = plan(Scene.serving(1).wanted(3));
        assertThat(acts(plan))
                .singleElement()
                .isInstanceOfSatisfying(
                        Step.CreateJoiner.class,
                        create -> assertThat(create.member().getSpec().image()).isEqualTo(Clusters.IMAGE));
    }

    @Test
    void nobodyIsAddedWhileAMemberIsUnwell() {
        Plan plan = plan(Scene.serving(3).wanted(5).silent(2));
        assertThat(acts(plan)).isEmpty();
        assertThat(progress(plan)).startsWith("WaitingForMembers").contains("demo-2 does not accept connections");
    }

    @Test
    void nobodyIsAddedWhileAVolumeIsGoing() {
        Plan plan = plan(Scene.serving(3).wanted(5).claimGoing(2).silent(3));
        assertThat(acts(plan)).isEmpty();
        assertThat(progress(plan)).contains("demo-2 loses its volume, whose claim is being deleted");
    }

    @Test
    void nothingIsDecidedByAListThatNoQuorumConfirms() {
        Plan plan = plan(Scene.serving(3).wanted(5).unconfirmed());
        assertThat(acts(plan)).isEmpty();
        assertThat(progress(plan)).startsWith("WaitingForMembers");
    }

    @Test
    void itsVolumeComesBeforeItsMembership() {
        Scene scene = Scene.serving(3).wanted(5).joiner(4);
        assertThat(acts(plan(scene))).containsExactly(new Step.CreateVolume(scene.resource(4)));
    }

    @Test
    void itIsAddedAsALearnerOnceItHasItsVolume() {
        Plan plan = plan(Scene.serving(3).wanted(5).joiner(4).volume(4));
        assertThat(acts(plan))
                .containsExactly(new Step.AddLearner(LEADER, "demo-4", "http://demo-4.demo-peers.default.svc:2380"));
        assertThat(plan.findings()).isEmpty();
    }

    @Test
    void itIsNotAddedWhileAMemberIsUnwell() {
        Plan plan = plan(Scene.serving(3).wanted(5).joiner(4).volume(4).silent(3));
        assertThat(acts(plan)).isEmpty();
        assertThat(progress(plan)).startsWith("WaitingForMembers").contains("demo-4 is added when all are well");
    }

    @Test
    void itsPodStartsOnlyWhenTheClusterListsItAndNeverFormsAClusterOfItsOwn() {
        Scene scene = Scene.serving(3).wanted(5).joiner(4).volume(4).learner(4, false);
        assertThat(acts(plan(scene))).containsExactly(new Step.CreatePod(scene.resource(4), false));
        assertThat(progress(plan(scene))).startsWith("WaitingForLearner");
    }

    @Test
    void learnerThatStartsIsAwaitedAndNoTrouble() {
        Plan plan = plan(starting());
        assertThat(acts(plan)).isEmpty();
        assertThat(progress(plan))
                .isEqualTo("WaitingForLearner: 3 of 5 members have a vote; learner demo-4 starts: it does not answer");
        assertThat(plan.troubles()).isEmpty();
    }

    @Test
    void learnerThatCannotStartIsReportedWithTheNextStep() {
        Plan plan = plan(starting().pod(4, Clusters.stuckPod(4, "cannot be scheduled: no room")));
        assertThat(acts(plan)).isEmpty();
        assertThat(plan.troubles()).singleElement().satisfies(f -> {
            assertThat(f.reason()).isEqualTo(Finding.Reason.LEARNER_STUCK);
            assertThat(f.message())
                    .contains("learner demo-4 does not come up: cannot be scheduled: no room")
                    .endsWith("set spec.replicas to 3 to give the learner up");
        });
        assertThat(progress(plan)).startsWith("WaitingForLearner");
    }

    @Test
    void learnerThatIsSilentForMinutesIsReportedToo() {
        PodView old = Clusters.podOf(4, Clusters.NOW.minus(Duration.ofMinutes(3)), false, true);
        Plan plan = plan(starting().pod(4, old));
        assertThat(plan.troubles()).extracting(Finding::reason).containsExactly(Finding.Reason.LEARNER_STUCK);
    }

    @Test
    void learnerThatIsBehindIsAwaited() {
        Plan plan = plan(starting().answers(4, 899));
        assertThat(acts(plan)).isEmpty();
        assertThat(progress(plan)).endsWith("learner demo-4 catches up: it has applied 899 of 1000 entries");
    }

    @Test
    void learnerThatNeverCatchesUpIsNamed() {
        PodView old = Clusters.podOf(4, Clusters.NOW.minus(Duration.ofMinutes(16)), false, true);
        Plan plan = plan(starting().pod(4, old).answers(4, 899));
        assertThat(acts(plan)).isEmpty();
        assertThat(plan.troubles()).singleElement().satisfies(f -> {
            assertThat(f.reason()).isEqualTo(Finding.Reason.LEARNER_STUCK);
            assertThat(f.message())
                    .contains("learner demo-4 does not catch up since", "it has applied 899 of 1000 entries")
                    .endsWith("set spec.replicas to 3 to give the learner up");
        });
    }

    @Test
    void learnerInSyncGetsItsVoteAndTheBudgetCountsItBefore() {
        Plan plan = plan(starting().answers(4, 900));
        assertThat(plan.steps())
                .containsExactly(new Step.ApplyClusterObjects(4), new Step.PromoteLearner(LEADER, "demo-4", 4));
    }

    @Test
    void learnerGetsNoVoteWhileAMemberIsUnwell() {
        Plan plan = plan(starting().answers(4, 1_000).silent(2));
        assertThat(acts(plan)).isEmpty();
        assertThat(progress(plan)).contains("learner demo-4 gets its vote when all are well");
    }

    @Test
    void learnerThatIsNotWantedAnyMoreIsGivenUp() {
        Scene scene = starting().wanted(3);
        assertThat(acts(plan(scene))).containsExactly(new Step.MarkLeaving(scene.resource(4)));
        assertThat(progress(plan(scene)))
                .isEqualTo("ScalingDown: learner demo-4 is not wanted any more and is given up");
    }

    @Test
    void memberThatWasNotEvenAddedIsGivenUpToo() {
        Scene scene = Scene.serving(3).joiner(4).volume(4);
        assertThat(acts(plan(scene))).containsExactly(new Step.MarkLeaving(scene.resource(4)));
    }

    @Test
    void learnerThatLostItsVolumeIsGivenUpBecauseItPromisedNothing() {
        Scene scene = starting().answers(4, 1_000).claimGone(4);
        assertThat(acts(plan(scene))).containsExactly(new Step.MarkLeaving(scene.resource(4)));
    }

    @Test
    void memberThatWouldFindOthersThanItWasToldIsGivenUpBecauseItCouldNotStart() {
        Scene scene = Scene.serving(3).wanted(5).joiner(4).volume(4).unlisted(2).unknown(2);
        assertThat(acts(plan(scene))).containsExactly(new Step.MarkLeaving(scene.resource(4)));
    }

    @Test
    void secondJoinerIsOneTooMany() {
        Scene scene = starting().joiner(5);
        assertThat(acts(plan(scene))).contains(new Step.MarkLeaving(scene.resource(5)));
    }

    @Test
    void learnerThatADeadOperatorAskedForAndNobodyStandsForIsRemoved() {
        Plan plan = plan(Scene.serving(3).lastSerial(4).learner(4, false));
        assertThat(acts(plan))
                .containsExactly(new Step.RemoveMember(LEADER, "at http://demo-4.demo-peers.default.svc:2380", 4));
        assertThat(plan.findings()).isEmpty();
    }

    @Test
    void learnerOfSomebodyElseIsReportedAndLeftAlone() {
        Plan plan = plan(Scene.serving(3).wanted(5).stranger("http://elsewhere:2380"));
        assertThat(acts(plan)).isEmpty();
        assertThat(plan.findings()).extracting(Finding::reason).containsExactly(Finding.Reason.MEMBERSHIP_CHANGED);
        assertThat(progress(plan)).startsWith("WaitingForMembers");
    }

    private static Scene starting() {
        return Scene.serving(3).wanted(5).joiner(4).volume(4).learner(4, true).pod(4, Clusters.pod(4));
    }

    private Plan plan(Scene scene) {
        return planner.plan(scene.observed());
    }

    /** All but the steps that every look ends with. */
    private static List<Step> acts(Plan plan) {
        return plan.steps().stream()
                .filter(s -> !(s instanceof Step.ApplyClusterObjects))
                .toList();
    }

    private static String progress(Plan plan) {
        return plan.progress().map(p -> p.reason().word() + ": " + p.message()).orElse("");
    }
}
