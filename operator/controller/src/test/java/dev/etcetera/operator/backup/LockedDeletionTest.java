package dev.etcetera.operator.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSpec;
import dev.etcetera.operator.api.v1alpha1.RetentionPolicy;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A deletion that the store forbids: it waits, says until when, and asks seldom. */
class LockedDeletionTest {
    private static final int LOCKED = 4;

    private final BackupScene scene = new BackupScene();
    private final EtcdBackup backup = BackupScene.backup(RetentionPolicy.DELETE, 3);

    @BeforeEach
    void beginToDelete() {
        scene.did(backup, new BackupPlanner(BackupScene.IMAGE).plan(scene.view(backup)));
        scene.forget();
        backup.getMetadata().setDeletionTimestamp(scene.now.toString());
        tryToDelete();
    }

    private BackupDeletion look() {
        return BackupDeletion.of(scene.view(backup), BackupScene.IMAGE);
    }

    private void tryToDelete() {
        scene.run(look().create().orElseThrow());
    }

    private void refused(String lock) {
        scene.ends(
                LOCKED,
                "delete: locked " + lock + ": backup prod/shop/now stays, as the store keeps prod/shop/now/writer");
    }

    @Test
    void theEndOfTheLockIsSaidAndWaitedFor() {
        Instant end = scene.now.plus(Duration.ofHours(1));
        refused("until " + end + " (GOVERNANCE)");
        BackupDeletion waits = look();
        assertThat(waits.over()).isFalse();
        assertThat(waits.remove()).isEmpty();
        assertThat(waits.recheck()).isEqualTo(Duration.ofHours(1));
        assertThat(waits.trouble())
                .contains(
                        "delete: locked until " + end + " (GOVERNANCE): backup prod/shop/now stays, as the store keeps"
                                + " prod/shop/now/writer. It is tried again at " + end
                                + "; to let go of it without deleting what is stored, set spec.deletionPolicy to Retain");
        scene.pass(Duration.ofMinutes(59));
        assertThat(look().trouble()).as("the same words at every look").isEqualTo(waits.trouble());
        scene.pass(Duration.ofMinutes(1));
        assertThat(look().remove()).hasSize(1);
        scene.forget();
        tryToDelete();
        scene.ends(0, "");
        assertThat(look().over()).isTrue();
    }

    @Test
    void aLockOfYearsIsLookedAtSeldom() {
        refused("until 2126-11-29T00:00:00Z (COMPLIANCE)");
        assertThat(look().recheck()).isEqualTo(Duration.ofHours(6));
        assertThat(look().trouble().orElseThrow()).contains("tried again at 2026-11-29T18:00:30Z");
    }

    @Test
    void aLockWithoutAnEndIsLookedAtSeldom() {
        refused("under a legal hold");
        assertThat(look().recheck()).isEqualTo(Duration.ofHours(6));
        assertThat(look().trouble().orElseThrow()).contains("under a legal hold");
    }

    @Test
    void aStoreWhoseClockIsBehindIsNotAskedAllTheTime() {
        refused("until " + scene.now.minusSeconds(5) + " (GOVERNANCE)");
        assertThat(look().recheck()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void whoeverDoesNotWantToWaitLetsGoOfIt() {
        refused("until 2126-11-29T00:00:00Z (COMPLIANCE)");
        EtcdBackupSpec spec = backup.getSpec();
        backup.setSpec(new EtcdBackupSpec(
                spec.clusterName(), spec.store(), spec.path(), RetentionPolicy.RETAIN, spec.limits()));
        assertThat(look().over()).isTrue();
        assertThat(look().remove()).hasSize(1);
    }

    @Test
    void anotherFailureIsTriedAgainWithLongerAndLongerPauses() {
        for (int seconds : new int[] {30, 30, 60, 120, 240, 300, 300}) {
            scene.ends(1, "delete: the bucket does not answer");
            assertThat(look().recheck()).isEqualTo(Duration.ofSeconds(seconds));
            scene.pass(Duration.ofSeconds(seconds));
            assertThat(look().remove()).hasSize(1);
            scene.forget();
            tryToDelete();
        }
    }
}
