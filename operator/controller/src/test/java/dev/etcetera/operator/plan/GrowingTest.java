package dev.etcetera.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.observe.ObservedMember;
import dev.etcetera.operator.observe.VolumeSize;
import dev.etcetera.operator.resources.Images;
import dev.etcetera.operator.resources.Template;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Volumes grow one after the other: the member is told, its claim asks for more, the next one follows. */
class GrowingTest {
    private static final ClusterPlanner PLANNER = new ClusterPlanner(new Images("etcetera/store"));
    private static final long GIBIBYTE = 1L << 30;

    @Test
    void memberIsToldAndThenItsClaimAsksForMore() {
        Scene scene = three(1, 1, 1);
        assertThat(changes(scene)).singleElement().isInstanceOfSatisfying(Step.ChangeMember.class, change -> {
            assertThat(change.member().getMetadata().getName()).isEqualTo("demo-1");
            assertThat(change.member().getSpec().storage().size()).isEqualTo("2Gi");
        });
        assertThat(changes(told(scene, 1)))
                .singleElement()
                .isInstanceOfSatisfying(
                        Step.GrowVolume.class,
                        grow -> assertThat(grow.member().getMetadata().getName())
                                .isEqualTo("demo-1"));
        assertThat(PLANNER.plan(scene.observed()).progress())
                .hasValueSatisfying(p -> assertThat(p.reason()).isEqualTo(Progress.Reason.GROWING_VOLUMES));
    }

    @Test
    void nextOneFollowsWhenThisOneHasGrown() {
        Scene scene = told(three(1, 1, 1), 1);
        assertThat(changes(scene.sized(1, grows(Duration.ofHours(1), false)))).isEmpty();
        assertThat(changes(scene.sized(1, has(2))))
                .singleElement()
                .isInstanceOfSatisfying(
                        Step.ChangeMember.class,
                        change -> assertThat(change.member().getMetadata().getName())
                                .isEqualTo("demo-2"));
    }

    @Test
    void podIsStartedAnewOnceWhereTheFileSystemNeedsIt() {
        assertThat(needsRestart(Duration.ofSeconds(61), Duration.ofSeconds(300)))
                .isTrue();
        assertThat(needsRestart(Duration.ofSeconds(59), Duration.ofSeconds(300)))
                .isFalse();
        assertThat(needsRestart(Duration.ofSeconds(61), Duration.ZERO))
                .as("it was started anew since")
                .isFalse();
    }

    private static boolean needsRestart(Duration since, Duration podAge) {
        ObservedMember seen = Clusters.healthy(2);
        ObservedMember member = new ObservedMember(
                seen.resource(),
                Optional.of(Clusters.podOf(2, Clusters.NOW.minus(podAge), true, true)),
                Optional.of(Clusters.sized(seen.resource(), grows(since, true))),
                seen.health());
        return Growing.needsRestart(member, Clusters.three(Clusters.spec(3), member));
    }

    @Test
    void kubeletIsToldOnceToLookAtAFileSystemThatIsToGrow() {
        Scene scene = three(2, 1, 1).sized(2, grows(Duration.ofSeconds(1), true));
        assertThat(changes(scene)).containsExactly(new Step.NudgePod("default", "demo-2", 2 * GIBIBYTE));
        assertThat(changes(scene.pod(2, Clusters.told(2, GIBIBYTE))))
                .containsExactly(new Step.NudgePod("default", "demo-2", 2 * GIBIBYTE));
        assertThat(changes(scene.pod(2, Clusters.told(2, 2 * GIBIBYTE)))).isEmpty();
        assertThat(changes(three(2, 1, 1).sized(2, grows(Duration.ofSeconds(1), false))))
                .isEmpty();
        assertThat(changes(three(2, 1, 1)
                        .sized(2, grows(Duration.ofSeconds(1), true))
                        .pod(2, Clusters.dyingPod(2, Clusters.NOW))))
                .isEmpty();
    }

    @Test
    void classThatLetsNoVolumeGrowIsNamedWithANextStep() {
        VolumeSize stiff = new VolumeSize(GIBIBYTE, GIBIBYTE, Optional.empty(), false);
        Scene scene = three(2, 1, 1).sized(2, stiff).sized(3, stiff);
        assertThat(changes(scene)).isEmpty();
        assertThat(PLANNER.plan(scene.observed()).findings()).singleElement().satisfies(f -> {
            assertThat(f.reason()).isEqualTo(Finding.Reason.NOT_SUPPORTED);
            assertThat(f.message())
                    .contains(
                            "wanted 2Gi",
                            "demo-2, demo-3",
                            "annotate the EtcdCluster with etcetera.dev/replace=demo-2");
        });
    }

    @Test
    void newMemberGetsTheNewSize() {
        Scene scene = three(2, 2, 2).wanted(5);
        assertThat(changes(scene))
                .singleElement()
                .isInstanceOfSatisfying(
                        Step.CreateJoiner.class,
                        create -> assertThat(create.member().getSpec().storage().size())
                                .isEqualTo("2Gi"));
    }

    /** Three members whose volumes have so many GiB, of two that are wanted. */
    private static Scene three(int first, int second, int third) {
        return Scene.serving(3)
                .storage("2Gi")
                .sized(1, has(first))
                .sized(2, has(second))
                .sized(3, has(third));
    }

    private static Scene told(Scene scene, int serial) {
        EtcdMember member = scene.resource(serial);
        member.setSpec(Template.of(member).applyTo(member, "2Gi").getSpec());
        return scene;
    }

    private static VolumeSize has(int gibibytes) {
        return new VolumeSize(gibibytes * GIBIBYTE, gibibytes * GIBIBYTE, Optional.empty(), true);
    }

    private static VolumeSize grows(Duration since, boolean needsPod) {
        return new VolumeSize(
                2 * GIBIBYTE, GIBIBYTE, needsPod ? Optional.of(Clusters.NOW.minus(since)) : Optional.empty(), true);
    }

    private static List<Step> changes(Scene scene) {
        return PLANNER.plan(scene.observed()).steps().stream()
                .filter(s -> !(s instanceof Step.ApplyClusterObjects))
                .toList();
    }
}
