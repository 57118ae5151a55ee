package dev.etcetera.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.resources.Annotations;
import dev.etcetera.operator.resources.Images;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One member is lost and another has to go that still votes: they hinder each other, and the order matters. */
class TwoTroublesTest {
    private static final String LEADER = "198.18.0.3";

    private final ClusterPlanner planner = new ClusterPlanner(new Images("etcetera/store"));

    @Test
    void theLostOneGoesFirstForItAddsNothingToTheQuorum() {
        Scene scene = three().podGone(1).claimGone(1).corrupt(2);
        assertThat(acts(plan(scene))).containsExactly(new Step.Replace(scene.resource(1), "lost its volume claim"));
        assertThat(acts(plan(scene.leaving(1)))).containsExactly(new Step.RemoveMember(LEADER, "demo-1", 1));
    }

    @Test
    void soItDoesWhereBothWereToldToLeave() {
        Scene scene = three().podGone(1).claimGone(1).corrupt(2).leaving(1).leaving(2);
        assertThat(acts(plan(scene))).containsExactly(new Step.RemoveMember(LEADER, "demo-1", 1));
    }

    @Test
    void soDoesOneWhoseResourceIsGone() {
        assertThat(acts(plan(three().unknown(1).corrupt(2))))
                .containsExactly(new Step.RemoveMember(LEADER, "demo-1", 1));
    }

    @Test
    void thenAnotherOneJoinsBeforeTheCorruptOneGoesAndTheWholeOneIsNeverAlone() {
        assertThat(acts(plan(twoLeft().corrupt(2)))).singleElement().isInstanceOf(Step.CreateJoiner.class);
        assertThat(acts(plan(twoLeft().corrupt(2).leaving(2)))).singleElement().isInstanceOf(Step.CreateJoiner.class);
    }

    @Test
    void whoeverJoinsGetsGoodDataForTheCorruptOneHandsOver() {
        assertThat(acts(plan(twoLeft().corrupt(2).led(2))))
                .containsExactly(new Step.MoveLeader("198.18.0.2", "demo-2", "demo-3", 3));
        assertThat(acts(plan(synced().corrupt(2).led(2))))
                .containsExactly(new Step.MoveLeader("198.18.0.2", "demo-2", "demo-3", 3));
    }

    @Test
    void learnerGetsItsVoteBesideACorruptOneThatVotes() {
        assertThat(acts(plan(synced().corrupt(2)))).containsExactly(new Step.PromoteLearner(LEADER, "demo-4", 4));
        assertThat(acts(plan(synced().corrupt(2).leaving(2))))
                .containsExactly(new Step.PromoteLearner(LEADER, "demo-4", 4));
    }

    @Test
    void thenTheCorruptOneGoes() {
        Scene scene = Scene.serving(4).wanted(3).led(3).unlisted(1).unknown(1).corrupt(2);
        assertThat(acts(plan(scene))).singleElement().isInstanceOf(Step.Replace.class);
        assertThat(acts(plan(scene.leaving(2)))).containsExactly(new Step.RemoveMember(LEADER, "demo-2", 2));
    }

    @Test
    void nobodyJoinsWhileTheCorruptOneDoesNotVote() {
        assertThat(acts(plan(twoLeft().corrupt(2).silent(2)))).isEmpty();
    }

    @Test
    void whereBothStillVoteOneMoreThanWantedJoinsFirst() {
        assertThat(acts(plan(three().claimGoing(1).corrupt(2)))).singleElement().isInstanceOf(Step.CreateJoiner.class);
        Scene four = Scene.serving(4).wanted(3).led(3).claimGoing(1).corrupt(2);
        assertThat(acts(plan(four)))
                .singleElement()
                .isInstanceOfSatisfying(
                        Step.Replace.class, r -> assertThat(r.why()).contains("CORRUPT"));
    }

    @Test
    void whereAsManyStayAsAreWantedAQuorumThatVotesIsEnough() {
        Scene scene = Scene.serving(5).wanted(1).led(4).corrupt(1).corrupt(3).claimGoing(5);
        assertThat(acts(plan(scene)))
                .singleElement()
                .isInstanceOfSatisfying(
                        Step.Replace.class, r -> assertThat(r.why()).contains("CORRUPT"));
    }

    @Test
    void whereMoreAreCorruptThanNotNobodyIsTakenForRight() {
        assertThat(acts(plan(Scene.serving(5).corrupt(1).corrupt(2).corrupt(3))))
                .isEmpty();
        assertThat(acts(plan(three().podGone(1).claimGone(1).corrupt(2).corrupt(3))))
                .isEmpty();
    }

    @Test
    void whatALostOneLeftIsKeptUntilTheOthersAreAQuorumOfWholeOnes() {
        Scene scene = three().leaving(1).unlisted(1).podGone(1);
        assertThat(acts(plan(scene))).singleElement().isInstanceOf(Step.DeleteVolume.class);
        assertThat(acts(plan(scene.corrupt(2)))).singleElement().isInstanceOf(Step.CreateJoiner.class);
    }

    @Test
    void oneThatItsUserWantsReplacedDoesNotHoldUpTheNewMemberThatItWaitsFor() {
        assertThat(acts(plan(twoLeft().annotated(Annotations.REPLACE, "demo-2"))))
                .singleElement()
                .isInstanceOf(Step.CreateJoiner.class);
    }

    @Test
    void theOnlyMemberWhoseVolumeGoesIsCopiedAsLongAsItRuns() {
        assertThat(acts(plan(Scene.serving(1).claimGoing(1)))).singleElement().isInstanceOf(Step.CreateJoiner.class);
        assertThat(acts(plan(Scene.serving(2).wanted(1).claimGoing(1))))
                .containsExactly(new Step.MoveLeader("198.18.0.1", "demo-1", "demo-2", 2));
    }

    @Test
    void besideMostRemovedByHandNobodyJoins() {
        assertThat(acts(plan(Scene.serving(5)
                        .led(3)
                        .unlisted(1)
                        .unlisted(4)
                        .unlisted(5)
                        .claimGoing(2)
                        .corrupt(3))))
                .isEmpty();
    }

    private static Scene three() {
        return Scene.serving(3).led(3);
    }

    /** The lost one is off the list and nothing of it is left. */
    private static Scene twoLeft() {
        return three().unlisted(1).unknown(1);
    }

    /** A new one has all it needs for its vote. */
    private static Scene synced() {
        return twoLeft()
                .joiner(4)
                .volume(4)
                .learner(4, true)
                .pod(4, Clusters.pod(4))
                .answers(4, 1_000);
    }

    private Plan plan(Scene scene) {
        return planner.plan(scene.observed());
    }

    private static List<Step> acts(Plan plan) {
        return plan.steps().stream()
                .filter(s -> !(s instanceof Step.ApplyClusterObjects))
                .toList();
    }
}
