package dev.etcetera.operator.plan;

import static dev.etcetera.operator.plan.RestoreScene.FOUND;
import static dev.etcetera.operator.plan.RestoreScene.STORE;
import static dev.etcetera.operator.plan.RestoreScene.UID;
import static dev.etcetera.operator.plan.RestoreScene.asked;
import static dev.etcetera.operator.plan.RestoreScene.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.RestoreStage;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberRestore;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import dev.etcetera.operator.resources.Images;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.PrecautionaryBackup;
import dev.etcetera.operator.resources.RestoreOrigin;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What of a restore in place the simulation does not tell: its words, its backup, what it begins with. The way itself is simulated. */
class RestoringTest {
    private final ClusterPlanner planner = new ClusterPlanner(new Images("etcetera/store"));

    private Plan plan(Scene scene) {
        return planner.plan(scene.observed());
    }

    private static <T extends Step> Optional<T> step(Plan plan, Class<T> type) {
        return plan.steps().stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    private static String message(Plan plan, RequestPhase phase) {
        Step.ReportRestore report = step(plan, Step.ReportRestore.class).orElseThrow();
        assertThat(report.status().phase()).isEqualTo(phase);
        return String.valueOf(report.status().message());
    }

    @Test
    void beginsWithTheNextSerialAndKeepsWhoTheClusterWas() {
        Plan plan = plan(Scene.serving(3).lastSerial(5).with(asked(Duration.ZERO, FOUND, true, List.of())));
        assertThat(step(plan, Step.BeginRestore.class).orElseThrow().mark())
                .isEqualTo(
                        new EtcdClusterStatus.Restore(UID, "back", "demo-6", "0df818194e3a8c32", RestoreStage.FILLING));
    }

    @Test
    void whatIsNotThereIsWaitedForAndThenRefused() {
        RestoreOrigin missing = new RestoreOrigin.Unknown("EtcdBackup now does not exist");
        assertThat(message(
                        plan(Scene.serving(3).with(asked(Duration.ZERO, missing, true, List.of()))),
                        RequestPhase.PENDING))
                .isEqualTo("EtcdBackup now does not exist");
        assertThat(message(
                        plan(Scene.serving(3).with(asked(Duration.ofMinutes(1), missing, true, List.of()))),
                        RequestPhase.REJECTED))
                .isEqualTo("EtcdBackup now does not exist. Nothing was touched");
    }

    @Test
    void aSleepingClusterIsWokenFirst() {
        Plan plan = plan(Scene.serving(3).wanted(0).with(asked(Duration.ZERO, FOUND, true, List.of())));
        assertThat(message(plan, RequestPhase.REJECTED)).contains("wake it first");
    }

    @Test
    void withoutAnyMemberThereIsNothingToBackUp() {
        Scene dead = Scene.serving(3).unanswered().silent(1).silent(2).silent(3);
        assertThat(message(plan(dead.with(asked(Duration.ZERO, FOUND, true, List.of()))), RequestPhase.PENDING))
                .contains("spec.backupFirst: false");
        Scene again = Scene.serving(3).unanswered().silent(1).silent(2).silent(3);
        assertThat(step(plan(again.with(asked(Duration.ZERO, FOUND, false, List.of()))), Step.BeginRestore.class))
                .isPresent();
    }

    @Test
    void theClusterIsBackedUpFirstWhereTheSourceIs() {
        Plan plan = plan(filling(null));
        EtcdBackup backup = step(plan, Step.CreateBackup.class).orElseThrow().backup();
        assertThat(Names.of(backup)).isEqualTo("demo-rrrrrrrrr");
        assertThat(backup.getSpec().store()).isEqualTo(STORE);
        assertThat(step(plan, Step.CreateSeed.class)).isEmpty();
        assertThat(step(plan(filling(EtcdBackupStatus.Phase.RUNNING)), Step.CreateSeed.class))
                .isEmpty();
    }

    @Test
    void aBackupThatFailsEndsItAndNothingHasChanged() {
        Plan plan = plan(filling(EtcdBackupStatus.Phase.FAILED));
        assertThat(message(plan, RequestPhase.FAILED))
                .contains("EtcdBackup demo-rrrrrrrrr", "The cluster goes on as it was");
        assertThat(step(plan, Step.AdvanceRestore.class).orElseThrow().mark().stage())
                .isEqualTo(RestoreStage.REVERTING);
    }

    @Test
    void afterTheBackupOneMemberIsMadeWithARevisionThatIsHigher() {
        Step.CreateSeed create = step(plan(filling(EtcdBackupStatus.Phase.SUCCEEDED)), Step.CreateSeed.class)
                .orElseThrow();
        assertThat(Names.of(create.member())).isEqualTo("demo-4");
        assertThat(create.member().getSpec().initialCluster()).hasSize(1);
        assertThat(create.member().getSpec().restore())
                .isEqualTo(new MemberRestore("program", STORE, "some/where", null, 7L, null, 1_000L));
    }

    @Test
    void theClusterIsServedMeanwhile() {
        Scene scene = filling(EtcdBackupStatus.Phase.RUNNING).podGone(2);
        assertThat(step(plan(scene), Step.CreatePod.class)).isPresent();
    }

    @Test
    void whoeverDeletesItCallsItOff() {
        Plan plan = plan(Scene.serving(3).with(at(RestoreStage.FILLING)));
        assertThat(step(plan, Step.AdvanceRestore.class).orElseThrow().mark().stage())
                .isEqualTo(RestoreStage.REVERTING);
    }

    private static Scene filling(EtcdBackupStatus.@Nullable Phase phase) {
        List<EtcdBackup> backups = List.of();
        if (phase != null) {
            EtcdBackup backup = PrecautionaryBackup.beforeRestore(Clusters.cluster(Clusters.spec(3), true), STORE, UID);
            backup.setStatus(PrecautionTest.status(phase));
            backups = List.of(backup);
        }
        return Scene.serving(3)
                .lastSerial(4)
                .with(at(RestoreStage.FILLING))
                .with(asked(Duration.ZERO, FOUND, true, backups));
    }
}
