package dev.etcetera.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.resources.Images;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Before the first member of an older etcd comes, the cluster is prepared for it; what is not asked for is called off. */
class DescentTest {
    private static final String LEADER = "198.18.0.1";
    private static final String AIM = "RollingOut: before members are changed, the cluster is prepared for etcd 3.6";

    private final ClusterPlanner planner = new ClusterPlanner(new Images("etcetera/store"));

    @Test
    void etcdIsToldFirst() {
        Plan plan = plan(down());
        assertThat(acts(plan)).containsExactly(new Step.EnableDowngrade(LEADER, "3.6"));
        assertThat(plan.needsFreshLook()).isTrue();
        assertThat(progress(plan)).isEqualTo(AIM);
    }

    @Test
    void membersWaitUntilTheirDataIsForTheOlderRelease() {
        Plan plan = plan(down().database("3.7.0", "3.6.0"));
        assertThat(acts(plan)).isEmpty();
        assertThat(progress(plan)).isEqualTo(AIM + ": it waits until every member has said its release");
    }

    @Test
    void thenTheyAreChangedAsEver() {
        assertThat(acts(plan(down().database("3.6.0", "3.6.0"))))
                .singleElement()
                .isInstanceOf(Step.ChangeMember.class);
        assertThat(acts(plan(down().database("3.6.0", "3.6.0").told(2, "0.0.9"))))
                .containsExactly(new Step.RollPod("default", "demo-2", "pod-2", true));
    }

    @Test
    void oneThatDoesNotRunIsNotChangedBeforeThat() {
        Scene scene = down().pod(2, Clusters.stuckPod(2, "CrashLoopBackOff"));
        assertThat(acts(plan(scene))).containsExactly(new Step.EnableDowngrade(LEADER, "3.6"));
        assertThat(acts(plan(scene.database("3.7.0", "3.6.0")))).isEmpty();
        assertThat(acts(plan(scene.database("3.6.0", "3.6.0")))).singleElement().isInstanceOf(Step.ChangeMember.class);
    }

    @Test
    void versionOfTheSameEtcdIsOnlyRolled() {
        assertThat(acts(plan(Scene.serving(3).version("0.0.9").downgrade("0.0.9", null))))
                .singleElement()
                .isInstanceOf(Step.ChangeMember.class);
        assertThat(acts(plan(Scene.serving(3).version("0.0.9").downgrade("0.0.9", "3.7"))))
                .singleElement()
                .isInstanceOf(Step.ChangeMember.class);
    }

    @Test
    void wordForAnotherVersionMeansNothing() {
        assertThat(acts(plan(Scene.serving(3).version("0.1.1").downgrade("0.0.9", "3.6"))))
                .singleElement()
                .isInstanceOf(Step.ChangeMember.class);
        assertThat(acts(plan(Scene.serving(3).downgrade("0.0.9", "3.6")))).isEmpty();
    }

    @Test
    void changedMindCallsItOff() {
        Plan plan = plan(noted().downgrade("0.0.9", "3.6").database("3.6.0", "3.6.0"));
        assertThat(acts(plan)).containsExactly(new Step.CancelDowngrade(LEADER, "3.6"));
        assertThat(progress(plan))
                .isEqualTo("RollingOut: calling off etcd's downgrade to 3.6, which the spec does not ask for");
        assertThat(acts(plan(noted().database("3.7.0", "3.6.0"))))
                .containsExactly(new Step.CancelDowngrade(LEADER, "3.6"));
    }

    @Test
    void whatTheSpecAsksForIsNotedBeforeItIsBegun() {
        Plan plan = plan(Scene.serving(3).version("0.0.9").downgrade("0.0.9", "3.6"));
        assertThat(acts(plan)).isEmpty();
        assertThat(progress(plan)).isEqualTo(AIM + ": it is noted first");
        assertThat(note(Scene.serving(3).version("0.0.9").downgrade("0.0.9", "3.6")))
                .isEqualTo("3.6");
    }

    @Test
    void noteStaysUntilTheDowngradeIsOver() {
        assertThat(note(noted().database("3.7.0", "3.6.0"))).isEqualTo("3.6");
        assertThat(note(noted().silent(1))).isEqualTo("3.6");
        assertThat(note(noted())).isNull();
        assertThat(note(Scene.serving(3).database("3.7.0", "3.6.0"))).isNull();
    }

    @Test
    void oneThatSomebodyBeganByHandIsReportedAndNotCalledOff() {
        Scene scene = Scene.serving(3).database("3.7.0", "3.6.0");
        assertThat(acts(plan(scene))).isEmpty();
        assertThat(plan(scene).findings()).singleElement().satisfies(f -> {
            assertThat(f.reason()).isEqualTo(Finding.Reason.FOREIGN_DOWNGRADE);
            assertThat(f.message()).contains("to etcd 3.6", "the spec never asked for", "etcdctl downgrade cancel");
        });
        assertThat(plan(noted().database("3.7.0", "3.6.0")).findings()).isEmpty();
        assertThat(plan(down().database("3.7.0", "3.6.0")).findings()).isEmpty();
    }

    @Test
    void membersAreChangedAllTheSameMeanwhile() {
        assertThat(acts(plan(Scene.serving(3).version("0.1.1").database("3.7.0", "3.6.0"))))
                .singleElement()
                .isInstanceOf(Step.ChangeMember.class);
    }

    @Test
    void butNotForYetAnotherDowngrade() {
        Plan plan = plan(down().database("3.7.0", "3.5.0"));
        assertThat(acts(plan)).isEmpty();
        assertThat(progress(plan)).endsWith("it waits for the end of a downgrade to 3.5 that somebody else began");
    }

    @Test
    void imageThatIsNoOlderEtcdAfterAllEndsIt() {
        Scene done = down().runs(1, "0.0.9").runs(2, "0.0.9").runs(3, "0.0.9");
        assertThat(acts(plan(done.database("3.6.0", "3.6.0"))))
                .containsExactly(new Step.CancelDowngrade(LEADER, "3.6"));
        assertThat(acts(plan(done.database("3.7.0", "")))).isEmpty();
    }

    private static Scene down() {
        return noted().version("0.0.9").downgrade("0.0.9", "3.6");
    }

    private static Scene noted() {
        return Scene.serving(3).with(Clusters.descending("3.6"));
    }

    private @Nullable String note(Scene scene) {
        return plan(scene).downgradeTo(scene.observed());
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
