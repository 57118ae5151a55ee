package dev.etcetera.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.Space;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.Space.Phase;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.plan.Finding.Reason;
import dev.etcetera.operator.resources.Images;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The data is at its quota: history goes, then unused space of one member after the other, then the alarm. */
class ReclaimingTest {
    private static final ClusterPlanner PLANNER = new ClusterPlanner(new Images("etcetera/store"));

    @Test
    void historyIsForgottenFirst() {
        Plan plan = plan(full());
        assertThat(changes(plan)).containsExactly(new Step.CompactStore("198.18.0.1", 777));
        assertThat(plan.findings())
                .singleElement()
                .satisfies(f -> assertThat(f.reason()).isEqualTo(Reason.NO_SPACE));
        assertThat(noted(full()))
                .isEqualTo(
                        new Space(Clusters.NOW.toString(), Phase.COMPACTING, 300L, Clusters.NOW.toString(), List.of()));
    }

    @Test
    void sizeThatStillFallsIsAwaited() {
        Scene scene = full().space(space(Phase.COMPACTING, 300, Duration.ofSeconds(4)));
        assertThat(changes(plan(scene))).isEmpty();
        assertThat(plan(scene).progress())
                .hasValueSatisfying(p -> assertThat(p.reason()).isEqualTo(Progress.Reason.RECLAIMING_SPACE));
        Scene fell = full().stored(2, 100, 30).space(space(Phase.COMPACTING, 300, Duration.ofSeconds(4)));
        assertThat(noted(fell))
                .isEqualTo(new Space(
                        Clusters.NOW.minusSeconds(4).toString(),
                        Phase.COMPACTING,
                        230L,
                        Clusters.NOW.toString(),
                        List.of()));
    }

    @Test
    void followersGiveBackSpaceOneByOneAndTheLeaderLast() {
        Scene compacted = full().space(space(Phase.COMPACTING, 300, Duration.ofSeconds(5)));
        assertThat(changes(plan(compacted))).containsExactly(new Step.ReclaimSpace("198.18.0.2", "demo-2", 2));
        assertThat(noted(compacted))
                .isEqualTo(new Space(
                        Clusters.NOW.minusSeconds(5).toString(),
                        Phase.RECLAIMING,
                        100L,
                        Clusters.NOW.toString(),
                        List.of("demo-2")));
        Scene waiting = full().space(space(Phase.RECLAIMING, 100, Duration.ofSeconds(19), "demo-2"));
        assertThat(changes(plan(waiting))).isEmpty();
        Scene enough = full().stored(2, 50, 30).space(space(Phase.RECLAIMING, 100, Duration.ofSeconds(1), "demo-2"));
        assertThat(changes(plan(enough))).containsExactly(new Step.ReclaimSpace("198.18.0.3", "demo-3", 3));
        Scene both = full().space(space(Phase.RECLAIMING, 100, Duration.ofSeconds(20), "demo-2", "demo-3"));
        assertThat(changes(plan(both))).containsExactly(new Step.ReclaimSpace("198.18.0.1", "demo-1", 1));
    }

    @Test
    void memberThatHasRoomIsNotAsked() {
        Scene scene = full().stored(2, 89, 89).space(space(Phase.COMPACTING, 300, Duration.ofSeconds(5)));
        assertThat(changes(plan(scene))).containsExactly(new Step.ReclaimSpace("198.18.0.3", "demo-3", 3));
    }

    @Test
    void nobodyStandsStillWhileAnotherIsDown() {
        Scene scene = full().silent(3).space(space(Phase.COMPACTING, 300, Duration.ofSeconds(5)));
        assertThat(changes(plan(scene))).isEmpty();
        assertThat(plan(scene).progress())
                .hasValueSatisfying(p -> assertThat(p.reason()).isEqualTo(Progress.Reason.WAITING_FOR_MEMBERS));
    }

    @Test
    void alarmIsTakenBackOnceAllHaveATenthToSpare() {
        Scene scene = Scene.serving(3)
                .noSpace(2)
                .noSpace(3)
                .stored(1, 89, 9)
                .stored(2, 89, 9)
                .stored(3, 89, 9);
        assertThat(changes(plan(scene))).containsExactly(new Step.DisarmNoSpace("198.18.0.1", List.of(2L, 3L)));
        assertThat(changes(plan(scene.stored(3, 90, 9)))).doesNotHaveAnyElementsOfTypes(Step.DisarmNoSpace.class);
    }

    @Test
    void vainCycleIsSaidWithANextStepAndTriedAgainAfterTenMinutes() {
        Scene vain = full().space(space(Phase.RECLAIMING, 100, Duration.ofSeconds(20), "demo-2", "demo-3", "demo-1"));
        assertThat(changes(plan(vain))).isEmpty();
        Space noted = noted(vain);
        assertThat(noted)
                .isEqualTo(
                        new Space(Clusters.NOW.minusSeconds(20).toString(), Phase.DID_NOT_HELP, null, null, List.of()));
        Plan resting = plan(full().space(space(Phase.DID_NOT_HELP, 0, Duration.ofSeconds(599))));
        assertThat(changes(resting)).isEmpty();
        assertThat(resting.findings())
                .singleElement()
                .satisfies(f -> assertThat(f.message())
                        .contains(
                                "demo-1 has 100 of 100 MiB, 100 of them in use",
                                "Delete keys, or raise spec.options.quotaBackendBytes",
                                "tries again at 2026-01-01T12:00:01Z"));
        assertThat(changes(plan(full().space(space(Phase.DID_NOT_HELP, 0, Duration.ofMinutes(10))))))
                .containsExactly(new Step.CompactStore("198.18.0.1", 777));
    }

    @Test
    void whatTheSpecAsksForIsDoneWhileNothingElseHelps() {
        Scene vain = full().version("0.1.1").space(space(Phase.DID_NOT_HELP, 0, Duration.ofSeconds(60)));
        assertThat(changes(plan(vain))).singleElement().isInstanceOf(Step.ChangeMember.class);
        Scene trying = full().version("0.1.1").space(space(Phase.COMPACTING, 300, Duration.ofSeconds(1)));
        assertThat(changes(plan(trying))).isEmpty();
    }

    @Test
    void corruptMemberComesFirstAndAFullOneIsNeverReplaced() {
        assertThat(changes(plan(full().corrupt(2)))).singleElement().isInstanceOf(Step.Replace.class);
        assertThat(Casualty.among(full().observed().members(), full().observed()))
                .isEmpty();
        assertThat(changes(plan(full().claimGoing(3)))).singleElement().isInstanceOf(Step.CompactStore.class);
    }

    @Test
    void alarmThatIsGoneEndsTheCycle() {
        Scene scene = Scene.serving(3).space(space(Phase.RECLAIMING, 100, Duration.ofSeconds(3), "demo-2"));
        assertThat(noted(scene))
                .isEqualTo(new Space(Clusters.NOW.minusSeconds(3).toString(), Phase.HELPED, null, null, List.of()));
        assertThat(changes(plan(scene))).isEmpty();
    }

    @Test
    void refusedStepIsNotNoted() {
        ObservedCluster observed = full().observed();
        assertThat(PLANNER.plan(observed).refused("etcdserver: no leader").space(observed))
                .isNull();
    }

    private static Scene full() {
        return Scene.serving(3)
                .noSpace(2)
                .stored(1, 100, 100)
                .stored(2, 100, 100)
                .stored(3, 100, 100);
    }

    private static Space space(Phase phase, long watched, Duration ago, String... reclaimed) {
        String then = Clusters.NOW.minus(ago).toString();
        return phase == Phase.DID_NOT_HELP
                ? new Space(then, phase, null, null, List.of())
                : new Space(then, phase, watched, then, List.of(reclaimed));
    }

    private static Plan plan(Scene scene) {
        return PLANNER.plan(scene.observed());
    }

    private static @Nullable Space noted(Scene scene) {
        ObservedCluster observed = scene.observed();
        return PLANNER.plan(observed).space(observed);
    }

    private static List<Step> changes(Plan plan) {
        return plan.steps().stream()
                .filter(s -> !(s instanceof Step.ApplyClusterObjects))
                .toList();
    }
}
