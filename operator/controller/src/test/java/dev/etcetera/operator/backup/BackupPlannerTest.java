package dev.etcetera.operator.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus.Phase;
import dev.etcetera.operator.api.v1alpha1.RetentionPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackupPlannerTest {
    private static final String MANIFEST = """
            {"revision":42,"sizeBytes":1000,"sha256":"ab","clusterId":"c1","memberId":"m1","etcdVersion":"3.7.3"}
            """;

    private final BackupScene scene = new BackupScene();
    private final EtcdBackup backup = BackupScene.backup(RetentionPolicy.RETAIN, 3);
    private final BackupPlanner planner = new BackupPlanner(BackupScene.IMAGE);

    private void look() {
        scene.did(backup, planner.plan(scene.view(backup)));
    }

    @Test
    void anAttemptIsCountedBeforeItsPodIsMade() {
        look();
        assertThat(backup.getStatus().phase()).isEqualTo(Phase.RUNNING);
        assertThat(backup.getStatus().attempts()).isEqualTo(1);
        assertThat(scene.podNames()).containsExactly("now-1");
        // The operator died before it made it.
        scene.forget();
        look();
        assertThat(backup.getStatus().attempts()).isEqualTo(1);
        assertThat(scene.podNames()).containsExactly("now-1");
    }

    @Test
    void whatTheManifestSaysIsInTheStatus() {
        look();
        scene.ends(0, MANIFEST);
        look();
        assertThat(backup.getStatus().phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(backup.getStatus().revision()).isEqualTo(42);
        assertThat(backup.getStatus().path()).isEqualTo("prod/shop/now");
        assertThat(backup.getStatus().conditions())
                .singleElement()
                .matches(c -> c.reason().equals("Succeeded"));
        assertThat(scene.podNames()).isEmpty();
        look();
        assertThat(scene.podNames()).as("nothing is done twice").isEmpty();
    }

    @Test
    void aFailureIsTriedAgainWithLongerAndLongerPauses() {
        look();
        scene.ends(1, "save: the bucket does not answer");
        look();
        assertThat(backup.getStatus().phase()).isEqualTo(Phase.PENDING);
        assertThat(backup.getStatus().message()).contains("the bucket does not answer");
        assertThat(scene.podNames()).isEmpty();
        scene.pass(Duration.ofSeconds(9));
        look();
        assertThat(scene.podNames()).isEmpty();
        scene.pass(Duration.ofSeconds(2));
        look();
        assertThat(scene.podNames()).containsExactly("now-2");
        scene.ends(1, "save: the bucket does not answer");
        look();
        scene.pass(Duration.ofSeconds(21));
        look();
        assertThat(scene.podNames()).containsExactly("now-3");
        scene.ends(137, "");
        look();
        assertThat(backup.getStatus().phase()).isEqualTo(Phase.FAILED);
        assertThat(backup.getStatus().message()).contains("exit code 137").contains("given up after attempt 3");
    }

    @Test
    void whatNoTryingAgainChangesIsNotTriedAgain() {
        look();
        scene.ends(5, "save: backup prod/shop/now of another writer (x) is there already");
        look();
        assertThat(backup.getStatus().phase()).isEqualTo(Phase.FAILED);
        assertThat(backup.getStatus().message()).contains("another writer");
    }

    @Test
    void aClusterThatIsNotThereIsWaitedFor() {
        scene.clusterThere = false;
        look();
        assertThat(backup.getStatus().phase()).isEqualTo(Phase.PENDING);
        assertThat(backup.getStatus().message()).isEqualTo("EtcdCluster shop does not exist");
        scene.clusterThere = true;
        look();
        assertThat(scene.podNames()).containsExactly("now-1");
    }

    @Test
    void deletionEndsWhatRunsAndKeepsWhatIsStored() {
        look();
        BackupDeletion deletion = BackupDeletion.of(scene.view(backup), BackupScene.IMAGE);
        assertThat(deletion.over()).isTrue();
        assertThat(deletion.remove()).hasSize(1);
        assertThat(deletion.create()).isEmpty();
    }

    @Test
    void deletionWithPolicyDeleteWaitsForWriters() {
        EtcdBackup mine = BackupScene.backup(RetentionPolicy.DELETE, 3);
        assertThat(BackupDeletion.of(scene.view(mine), BackupScene.IMAGE).over())
                .as("nothing was stored")
                .isTrue();
        scene.did(mine, planner.plan(scene.view(mine)));
        BackupDeletion first = BackupDeletion.of(scene.view(mine), BackupScene.IMAGE);
        assertThat(first.over()).isFalse();
        assertThat(first.remove()).hasSize(1);
        assertThat(first.create()).isEmpty();
        scene.forget();
        scene.run(
                BackupDeletion.of(scene.view(mine), BackupScene.IMAGE).create().orElseThrow());
        assertThat(scene.podNames()).containsExactly("now-delete");
        assertThat(BackupDeletion.of(scene.view(mine), BackupScene.IMAGE).over())
                .isFalse();
        scene.ends(1, "delete: the bucket does not answer");
        BackupDeletion failed = BackupDeletion.of(scene.view(mine), BackupScene.IMAGE);
        assertThat(failed.over()).isFalse();
        assertThat(failed.trouble().orElseThrow()).contains("does not answer").contains("Retain");
        assertThat(failed.remove()).as("not at once").isEmpty();
        scene.pass(failed.recheck());
        assertThat(BackupDeletion.of(scene.view(mine), BackupScene.IMAGE).remove())
                .as("a new one comes in its place")
                .hasSize(1);
        scene.ends(3, "Terminating due to java.lang.OutOfMemoryError: Java heap space");
        assertThat(BackupDeletion.of(scene.view(mine), BackupScene.IMAGE).over())
                .as("out of memory")
                .isFalse();
        scene.ends(5, "delete: backup prod/shop/now of another writer (x) is there already");
        assertThat(BackupDeletion.of(scene.view(mine), BackupScene.IMAGE).over())
                .isTrue();
        scene.ends(0, "");
        assertThat(BackupDeletion.of(scene.view(mine), BackupScene.IMAGE).over())
                .isTrue();
    }
}
