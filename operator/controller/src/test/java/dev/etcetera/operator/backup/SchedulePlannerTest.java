package dev.etcetera.operator.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.backup.chain.FollowerStanding;
import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSchedule;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupScheduleStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupScheduleStatus.Drill;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus.Phase;
import dev.etcetera.operator.resources.Images;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SchedulePlannerTest {
    private final BackupScene scene = new BackupScene();
    private final SchedulePlanner planner = new SchedulePlanner(BackupScene.IMAGE, new Images("etcetera/store"));

    private SchedulePlan look(EtcdBackupSchedule schedule) {
        SchedulePlan plan = planner.plan(scene.view(schedule));
        scene.did(schedule, plan);
        return plan;
    }

    private static Condition ready(EtcdBackupSchedule schedule) {
        return Objects.requireNonNull(schedule.getStatus().conditions()).getFirst();
    }

    private static Drill drill(EtcdBackupSchedule schedule) {
        return Objects.requireNonNull(schedule.getStatus().drill());
    }

    @Test
    void aBackupBeginsWhenItIsTime() {
        EtcdBackupSchedule schedule = BackupScene.schedule("");
        assertThat(look(schedule).recheck()).isLessThanOrEqualTo(Duration.ofMinutes(1));
        assertThat(scene.backupNames()).isEmpty();
        assertThat(schedule.getStatus().nextScheduleTime()).isEqualTo("2026-11-29T12:05:00Z");
        assertThat(ready(schedule).reason()).isEqualTo("NoBackupYet");
        scene.pass(Duration.ofMinutes(5));
        look(schedule);
        assertThat(scene.backupNames()).containsExactly("often-202611291205");
        assertThat(schedule.getStatus().lastScheduleTime()).isEqualTo("2026-11-29T12:05:00Z");
        look(schedule);
        assertThat(scene.backupNames()).hasSize(1);
        scene.ended(Phase.SUCCEEDED);
        look(schedule);
        assertThat(ready(schedule).status()).isEqualTo(Condition.Status.TRUE);
    }

    @Test
    void howeverManyWereMissedOneIsCaughtUpOn() {
        EtcdBackupSchedule schedule = BackupScene.schedule("");
        look(schedule);
        scene.pass(Duration.ofHours(3));
        look(schedule);
        look(schedule);
        assertThat(scene.backupNames()).containsExactly("often-202611291500");
    }

    @Test
    void oneThatStillRunsHoldsUpTheNext() {
        EtcdBackupSchedule schedule = BackupScene.schedule("");
        scene.pass(Duration.ofMinutes(5));
        look(schedule);
        scene.pass(Duration.ofMinutes(16));
        look(schedule);
        assertThat(scene.backupNames()).hasSize(1);
        scene.ended(Phase.SUCCEEDED);
        look(schedule);
        assertThat(scene.backupNames()).containsExactly("often-202611291205", "often-202611291220");
    }

    @Test
    void oneThatStillRunsGivesWay() {
        EtcdBackupSchedule schedule = BackupScene.schedule("concurrencyPolicy: Replace\n");
        scene.pass(Duration.ofMinutes(5));
        look(schedule);
        scene.pass(Duration.ofMinutes(5));
        look(schedule);
        assertThat(scene.backupNames()).containsExactly("often-202611291210");
    }

    @Test
    void whatWasBegunByAnOperatorThatDiedIsNeitherBegunAgainNorReplacedByItself() {
        for (String policy : List.of("Replace", "Forbid", "Allow")) {
            BackupScene world = new BackupScene();
            EtcdBackupSchedule schedule = BackupScene.schedule("concurrencyPolicy: " + policy + "\n");
            world.pass(Duration.ofMinutes(5));
            SchedulePlan first = planner.plan(world.view(schedule));
            world.died(first);
            SchedulePlan next = planner.plan(world.view(schedule));
            assertThat(next.begin()).as(policy).isEmpty();
            assertThat(next.cancel()).as(policy).isEmpty();
            assertThat(next.status().lastScheduleTime()).as(policy).isEqualTo("2026-11-29T12:05:00Z");
        }
    }

    @Test
    void whatGivesWayDoesSoAlsoWhenTheOperatorDiedMeanwhile() {
        EtcdBackupSchedule schedule = BackupScene.schedule("concurrencyPolicy: Replace\n");
        scene.pass(Duration.ofMinutes(5));
        look(schedule);
        scene.pass(Duration.ofMinutes(5));
        SchedulePlan half = planner.plan(scene.view(schedule));
        scene.died(half);
        schedule.setStatus(half.status());
        look(schedule);
        assertThat(scene.backupNames()).containsExactly("often-202611291210");
    }

    @Test
    void bothMayRun() {
        EtcdBackupSchedule schedule = BackupScene.schedule("concurrencyPolicy: Allow\n");
        scene.pass(Duration.ofMinutes(5));
        look(schedule);
        scene.pass(Duration.ofMinutes(5));
        look(schedule);
        assertThat(scene.backupNames()).hasSize(2);
    }

    @Test
    void whatIsTooLateIsLeftOut() {
        EtcdBackupSchedule schedule = BackupScene.schedule("startingDeadlineSeconds: 60\n");
        look(schedule);
        scene.pass(Duration.ofMinutes(7));
        look(schedule);
        assertThat(scene.backupNames()).isEmpty();
        assertThat(schedule.getStatus().lastScheduleTime()).isEqualTo("2026-11-29T12:05:00Z");
        scene.pass(Duration.ofMinutes(3));
        look(schedule);
        assertThat(scene.backupNames()).containsExactly("often-202611291210");
    }

    @Test
    void nothingBeginsWhileSuspended() {
        EtcdBackupSchedule schedule = BackupScene.schedule("suspend: true\n");
        scene.pass(Duration.ofHours(1));
        look(schedule);
        assertThat(scene.backupNames()).isEmpty();
        assertThat(ready(schedule).reason()).isEqualTo("Suspended");
    }

    @Test
    void whatNoRuleKeepsIsDeletedAndTheNewestGoodOneNever() {
        EtcdBackupSchedule schedule = BackupScene.schedule("retention: {last: 2}\n");
        for (int i = 0; i < 4; i++) {
            scene.pass(Duration.ofMinutes(5));
            look(schedule);
            scene.ended(i < 3 ? Phase.SUCCEEDED : Phase.FAILED);
            look(schedule);
        }
        assertThat(scene.backupNames())
                .containsExactly("often-202611291210", "often-202611291215", "often-202611291220");
        assertThat(ready(schedule).reason()).isEqualTo("LastBackupFailed");
        assertThat(ready(schedule).message()).contains("the bucket is gone").contains("the last good one");
        for (int i = 0; i < 9; i++) {
            scene.pass(Duration.ofMinutes(5));
            look(schedule);
            scene.ended(Phase.FAILED);
            look(schedule);
        }
        assertThat(scene.backupNames())
                .as("two good ones and three failures")
                .hasSize(5)
                .startsWith("often-202611291210", "often-202611291215");
    }

    @Test
    void whatTheStoreKeepsIsNotDeletedBeforeItCanBe() {
        EtcdBackupSchedule schedule = BackupScene.schedule("""
                store: {s3: {bucket: bucket, objectLock: {mode: Compliance, retainDays: 1}}}
                retention: {last: 1}
                """);
        for (int i = 0; i < 3; i++) {
            scene.pass(Duration.ofMinutes(5));
            look(schedule);
            scene.ended(Phase.SUCCEEDED);
            assertThat(look(schedule).delete()).isEmpty();
        }
        assertThat(scene.backupNames()).hasSize(3);
        scene.pass(Duration.ofDays(1).minusMinutes(5));
        look(schedule);
        assertThat(scene.backupNames()).containsExactly("often-202611291215", "often-202611301210");
    }

    @Test
    void aScheduleThatIsNoneIsSaid() {
        EtcdBackupSchedule schedule = BackupScene.schedule("schedule: every now and then\n");
        look(schedule);
        assertThat(ready(schedule).reason()).isEqualTo("NotSupported");
        assertThat(ready(schedule).message()).contains("five fields");
    }

    @Test
    void onePodFollowsAsTheScheduleSays() {
        EtcdBackupSchedule schedule = BackupScene.schedule("continuous: {intervalSeconds: 5}\n");
        look(schedule);
        assertThat(scene.podNames()).containsExactly("often-follow-1");
        look(schedule);
        assertThat(scene.podNames()).hasSize(1);
        assertThat(ready(schedule).reason()).isEqualTo("NotFollowing");
        scene.standing =
                new FollowerStanding("prod/shop/often/x", "2026-11-29T12:00:31Z", 1234, scene.now.toString(), null);
        look(schedule);
        assertThat(ready(schedule).status()).isEqualTo(Condition.Status.TRUE);
        assertThat(Objects.requireNonNull(schedule.getStatus().continuous()).revision())
                .isEqualTo(1000);
        assertThat(schedule.getStatus().lastBackup()).isEqualTo("prod/shop/often/x");
        scene.pass(Duration.ofMinutes(2));
        look(schedule);
        assertThat(ready(schedule).reason()).isEqualTo("Behind");
        // What it was made from changes: the old one ends before a new one begins.
        EtcdBackupSchedule changed = BackupScene.schedule("continuous: {intervalSeconds: 7}\n");
        changed.setStatus(schedule.getStatus());
        look(changed);
        assertThat(scene.podNames()).isEmpty();
        look(changed);
        assertThat(scene.podNames()).containsExactly("often-follow-1");
    }

    private static final String DRILL = """
            drill: {schedule: "*/10 * * * *"}
            """;

    private EtcdBackupSchedule drilled() {
        EtcdBackupSchedule schedule = BackupScene.schedule(DRILL);
        scene.pass(Duration.ofMinutes(5));
        look(schedule);
        scene.ended(Phase.SUCCEEDED);
        look(schedule);
        assertThat(scene.podNames()).isEmpty();
        scene.pass(Duration.ofMinutes(5));
        look(schedule);
        scene.ended(Phase.SUCCEEDED);
        assertThat(scene.podNames()).containsExactly("often-drill-202611291210");
        return schedule;
    }

    @Test
    void whatIsStoredIsTried() {
        EtcdBackupSchedule schedule = drilled();
        scene.pass(Duration.ofSeconds(20));
        scene.ends(0, "{\"revision\":42,\"keys\":7,\"message\":\"HashKV is equal\"}");
        look(schedule);
        assertThat(scene.podNames()).isEmpty();
        assertThat(drill(schedule).succeeded()).isTrue();
        assertThat(drill(schedule).revision()).isEqualTo(42);
        assertThat(drill(schedule).seconds()).isEqualTo(20);
        assertThat(ready(schedule).status()).isEqualTo(Condition.Status.TRUE);
        look(schedule);
        assertThat(scene.podNames()).as("not again for the same time").isEmpty();
    }

    @Test
    void drillWhoseOutcomeIsWrittenDownIsNotTimedAgainWhenTheOperatorDiedBeforeItsPodWent() {
        EtcdBackupSchedule schedule = drilled();
        scene.pass(Duration.ofSeconds(20));
        scene.ends(0, "{\"revision\":42,\"keys\":7,\"message\":\"HashKV is equal\"}");
        schedule.setStatus(planner.plan(scene.view(schedule)).status());
        scene.pass(Duration.ofMinutes(1));
        look(schedule);
        assertThat(drill(schedule).seconds()).isEqualTo(20);
        assertThat(scene.podNames()).isEmpty();
    }

    @Test
    void whatDoesNotComeBackIsNotReady() {
        EtcdBackupSchedule schedule = drilled();
        scene.ends(1, "restore-member: snapshot.db is the data of another backup");
        look(schedule);
        assertThat(drill(schedule).succeeded()).isFalse();
        assertThat(ready(schedule).reason()).isEqualTo("DrillFailed");
        assertThat(ready(schedule).message()).contains("another backup");
        scene.pass(Duration.ofMinutes(5));
        look(schedule);
        scene.ended(Phase.SUCCEEDED);
        look(schedule);
        assertThat(ready(schedule).reason()).as("a later backup does not help").isEqualTo("DrillFailed");
    }

    @Test
    void whatWasKnownStaysWhileTheScheduleIsNone() {
        EtcdBackupSchedule schedule = drilled();
        scene.ends(1, "restore-member: snapshot.db is the data of another backup");
        look(schedule);
        EtcdBackupScheduleStatus known = schedule.getStatus();
        EtcdBackupSchedule mistaken = BackupScene.schedule("schedule: every now and then\n");
        mistaken.setStatus(known);
        look(mistaken);
        assertThat(ready(mistaken).reason()).as("what to mend first").isEqualTo("NotSupported");
        assertThat(mistaken.getStatus())
                .usingRecursiveComparison()
                .ignoringFields("conditions", "nextScheduleTime")
                .isEqualTo(known);
        schedule.setStatus(mistaken.getStatus());
        look(schedule);
        assertThat(ready(schedule).reason()).isEqualTo("DrillFailed");
        assertThat(scene.podNames()).as("not tried again for the same time").isEmpty();
    }

    @Test
    void nothingFollowsAClusterThatIsGone() {
        EtcdBackupSchedule schedule = BackupScene.schedule("continuous: {intervalSeconds: 5}\n");
        look(schedule);
        scene.clusterThere = false;
        look(schedule);
        assertThat(scene.podNames()).isEmpty();
        assertThat(ready(schedule).reason()).isEqualTo("NoCluster");
    }
}
