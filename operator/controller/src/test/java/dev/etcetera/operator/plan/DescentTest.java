package dev.etcetera.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.resources.Images;
import java.util.List;
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
        Plan plan = plan(Scene.serving(3).downgrade("0.0.9", "3.6").database("3.6.0", "3.6.0"));
        assertThat(acts(plan)).containsExactly(new Step.CancelDowngrade(LEADER, "3.6"));
        assertThat(progress(plan))
                .isEqualTo("RollingOut: calling off etcd's downgrade to 3.6, which the spec does not ask for");
        assertThat(acts(plan(Scene.serving(3).database("3.7.0", "3.6.0"))))
                .containsExactly(new Step.CancelDowngrade(LEADER, "3.6"));
    }

    @Test
    void imageThatIsNoOlderEtcdAfterAllEndsIt() {
        Scene done = down().runs(1, "0.0.9").runs(2, "0.0.9").runs(3, "0.0.9");
        assertThat(acts(plan(done.database("3.6.0", "3.6.0"))))
                .containsExactly(new Step.CancelDowngrade(LEADER, "3.6"));
        assertThat(acts(plan(done.database("3.7.0", "")))).isEmpty();
    }

    private static Scene down() {
        return Scene.serving(3).version("0.0.9").downgrade("0.0.9", "3.6");
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
