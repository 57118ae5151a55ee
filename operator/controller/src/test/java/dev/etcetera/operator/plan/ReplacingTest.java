package dev.etcetera.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.plan.Finding.Reason;
import dev.etcetera.operator.resources.Annotations;
import dev.etcetera.operator.resources.Images;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A member that cannot go on as the member it is: it leaves, and a new one comes. */
class ReplacingTest {
    private static final String LEADER = "198.18.0.1";

    private final ClusterPlanner planner = new ClusterPlanner(new Images("etcetera/store"));

    static Stream<Arguments> casualties() {
        return Stream.of(
                Arguments.of(Scene.serving(3).podGone(2).claimGone(2), "lost its volume claim"),
                Arguments.of(Scene.serving(3).claimGoing(2), "loses its volume, whose claim is being deleted"),
                Arguments.of(Scene.serving(3).corrupt(2), "has other data than the others (alarm CORRUPT)"),
                Arguments.of(Scene.serving(3).damaged(2), "cannot start on its files: wal: it is damaged"),
                Arguments.of(
                        Scene.serving(3).annotated(Annotations.REPLACE, "demo-2"),
                        "is to be replaced, as its user asks"),
                Arguments.of(Scene.serving(3).unlisted(2), "was removed past the operator"));
    }

    @ParameterizedTest
    @MethodSource("casualties")
    void isToldToLeave(Scene scene, String why) {
        Plan plan = plan(scene);
        assertThat(acts(plan)).containsExactly(new Step.Replace(scene.resource(2), why));
        assertThat(plan.needsFreshLook()).isTrue();
        assertThat(progress(plan)).startsWith("Replacing").contains("demo-2").endsWith("a new member takes its place");
    }

    @ParameterizedTest
    @MethodSource("casualties")
    void isKeptWhileTheOthersHaveNoQuorum(Scene scene, String why) {
        Plan plan = plan(scene.silent(3));
        assertThat(acts(plan)).isEmpty();
        assertThat(progress(plan)).startsWith("WaitingForMembers").contains("demo-2 ", "not replaced as long as");
    }

    @Test
    void withTwoOfFiveLostTheQuorumThatStaysIsEnough() {
        Scene scene = Scene.serving(5).podGone(2).claimGone(2).podGone(4).claimGone(4);
        assertThat(acts(plan(scene))).containsExactly(new Step.Replace(scene.resource(2), "lost its volume claim"));
    }

    @Test
    void corruptMemberBeforeALostVolume() {
        Scene scene = Scene.serving(5).podGone(2).claimGone(2).corrupt(4);
        assertThat(acts(plan(scene)))
                .singleElement()
                .isInstanceOfSatisfying(
                        Step.Replace.class, r -> assertThat(r.why()).contains("CORRUPT"));
    }

    @Test
    void corruptLeaderHandsOverFirst() {
        assertThat(acts(plan(Scene.serving(3).corrupt(1))))
                .containsExactly(new Step.MoveLeader(LEADER, "demo-1", "demo-2", 2));
    }

    @Test
    void whereMostAreCorruptNothingIsTouched() {
        Plan plan = plan(Scene.serving(3).corrupt(1).corrupt(2));
        assertThat(acts(plan)).isEmpty();
        assertThat(plan.findings()).extracting(Finding::reason).contains(Reason.MEMBER_CORRUPT);
    }

    @Test
    void alarmWithoutAMemberIsOnlyReported() {
        assertThat(acts(plan(Scene.serving(3).corrupt(0)))).isEmpty();
    }

    @Test
    void alarmIsTakenBackOnceTheMemberIsOffTheList() {
        Scene scene = Scene.serving(3).leaving(2).unlisted(2).corrupt(2);
        assertThat(acts(plan(scene))).containsExactly(new Step.DisarmCorrupt(LEADER, 2));
    }

    @Test
    void onlyMemberIsNeverReplaced() {
        assertThat(acts(plan(Scene.serving(1).podGone(1).claimGone(1)))).isEmpty();
        assertThat(acts(plan(Scene.serving(1).annotated(Annotations.REPLACE, "demo-1"))))
                .isEmpty();
    }

    @Test
    void repairComesBeforeALeaverAndTheDeadOneGoesFirst() {
        Scene scene = Scene.serving(5).wanted(3).leaving(5).podGone(2).claimGone(2);
        assertThat(acts(plan(scene))).containsExactly(new Step.Replace(scene.resource(2), "lost its volume claim"));
        assertThat(acts(plan(scene.leaving(2)))).containsExactly(new Step.RemoveMember(LEADER, "demo-2", 2));
    }

    @Test
    void repairComesBeforeALearnersVote() {
        Scene scene = Scene.serving(3)
                .wanted(5)
                .joiner(4)
                .volume(4)
                .learner(4, true)
                .pod(4, Clusters.pod(4))
                .answers(4, 1_000)
                .podGone(2)
                .claimGone(2);
        assertThat(acts(plan(scene))).containsExactly(new Step.Replace(scene.resource(2), "lost its volume claim"));
    }

    @Test
    void whatTheUserAsksForWaitsForWhatWasBegun() {
        Scene scene = Scene.serving(3).wanted(1).leaving(3).annotated(Annotations.REPLACE, "demo-2");
        assertThat(acts(plan(scene))).containsExactly(new Step.RemoveMember(LEADER, "demo-3", 3));
    }

    @Test
    void memberOnADeadNodeIsReplacedOnlyAtItsUsersWord() {
        Scene scene = Scene.serving(3).pod(2, Clusters.dyingPod(2, Clusters.NOW.minusSeconds(600)));
        assertThat(acts(plan(scene))).isEmpty();
        assertThat(acts(plan(scene.annotated(Annotations.REPLACE, "demo-2"))))
                .containsExactly(new Step.Replace(scene.resource(2), "is to be replaced, as its user asks"));
    }

    @Test
    void memberWhoseResourceIsGoneIsTakenOffTheListAndItsVolumeIsKept() {
        Plan plan = plan(Scene.serving(3).unknown(3));
        assertThat(acts(plan)).containsExactly(new Step.RemoveMember(LEADER, "demo-3", 3));
        assertThat(plan.findings()).singleElement().satisfies(f -> {
            assertThat(f.reason()).isEqualTo(Reason.MEMBERS_LOST);
            assertThat(f.message()).contains("demo-3", "its volume is kept");
        });
    }

    @Test
    void whereMostWereRemovedByHandTheirVolumesAreKept() {
        Plan plan = plan(Scene.serving(3).unlisted(2).unlisted(3));
        assertThat(acts(plan)).isEmpty();
        assertThat(plan.findings())
                .extracting(Finding::reason)
                .containsExactly(Reason.MEMBERSHIP_CHANGED, Reason.MEMBERSHIP_CHANGED);
        assertThat(plan.findings().getFirst().message()).contains("so were most others: what it has is kept");
    }

    @Test
    void thenANewMemberIsMadeLikeTheLeader() {
        Scene scene = Scene.serving(3).unlisted(2).unknown(2).version("0.1.1").runs(1, "0.1.1");
        assertThat(acts(plan(scene))).singleElement().isInstanceOfSatisfying(Step.CreateJoiner.class, c -> {
            assertThat(c.member().getMetadata().getName()).isEqualTo("demo-4");
            assertThat(c.member().getSpec().image()).isEqualTo("etcetera/store:0.1.1");
        });
    }

    static Stream<Arguments> repairs() {
        return Stream.of(
                Arguments.of(1, 9, false),
                Arguments.of(1, 10, true),
                Arguments.of(4, 79, false),
                Arguments.of(4, 80, true),
                Arguments.of(5, 3_000, false),
                Arguments.of(5, 3_601, true));
    }

    @ParameterizedTest
    @MethodSource("repairs")
    void eachFurtherOneWithinAnHourWaitsTwiceAsLongAndTheSixthForTheUser(int before, int secondsAgo, boolean now) {
        Scene scene = Scene.serving(3).podGone(2).claimGone(2).repaired(before, Duration.ofSeconds(secondsAgo));
        Plan plan = plan(scene);
        assertThat(acts(plan)).hasSize(now ? 1 : 0);
        assertThat(plan.findings().stream().anyMatch(f -> f.reason() == Reason.REPAIR_HALTED))
                .isEqualTo(before == 5 && !now);
        assertThat(acts(plan(scene.annotated(Annotations.REPLACE, "demo-2")))).hasSize(now ? 1 : 0);
    }

    @Test
    void memberThatWasCountedByAnOperatorThatDiedThenIsReplacedAtOnceAndNotCountedAgain() {
        Scene scene = Scene.serving(3).podGone(2).claimGone(2);
        var counted = plan(scene.repaired(5, Duration.ofSeconds(1), "demo-2")).repairs(scene.observed());
        assertThat(counted).hasValueSatisfying(r -> assertThat(r.count()).isEqualTo(5));
        var next = plan(scene.repaired(1, Duration.ofSeconds(100), "demo-1")).repairs(scene.observed());
        assertThat(next).hasValueSatisfying(r -> {
            assertThat(r.count()).isEqualTo(2);
            assertThat(r.lastMember()).isEqualTo("demo-2");
        });
        assertThat(plan(Scene.serving(3)).repairs(scene.observed())).isEmpty();
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
