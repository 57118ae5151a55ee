package dev.etcetera.operator.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberRestore;
import dev.etcetera.operator.api.v1alpha1.RestoreSource;
import dev.etcetera.operator.api.v1alpha1.RetentionPolicy;
import dev.etcetera.operator.resources.RestoreOrigin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RestoreOriginTest {
    private static RestoreOrigin of(RestoreSource source, @Nullable EtcdBackup backup) {
        return RestoreOrigin.of(source, backup, null, BackupScene.IMAGE);
    }

    @Test
    void aBackupThatSucceededIsFoundWhereItIs() {
        RestoreSource source = new RestoreSource("now", null, null, null, null, null, null);
        assertThat(of(source, null)).isEqualTo(new RestoreOrigin.Unknown("EtcdBackup now does not exist"));
        EtcdBackup backup = BackupScene.backup(RetentionPolicy.RETAIN, 3);
        assertThat(of(source, backup))
                .isEqualTo(new RestoreOrigin.Unknown("EtcdBackup now has not succeeded: it is not begun"));
        BackupScene scene = new BackupScene();
        scene.did(backup, new BackupPlanner(BackupScene.IMAGE).plan(scene.view(backup)));
        assertThat(of(source, backup))
                .isEqualTo(new RestoreOrigin.Unknown("EtcdBackup now has not succeeded: it is Running"));
        backup.setStatus(new EtcdBackupStatus(
                EtcdBackupStatus.Phase.SUCCEEDED,
                "some/where",
                null,
                1L,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null));
        assertThat(of(source, backup))
                .isEqualTo(new RestoreOrigin.Known(
                        new MemberRestore(BackupScene.IMAGE, BackupScene.STORE, "some/where", null, null, null, null)));
    }

    @Test
    void aScheduleThatIsGoneIsSaid() {
        assertThat(of(new RestoreSource(null, "often", null, null, null, 7L, null), null))
                .isEqualTo(new RestoreOrigin.Unknown("EtcdBackupSchedule often does not exist"));
    }

    @Test
    void aStoreNeedsNothingElse() {
        assertThat(of(new RestoreSource(null, null, BackupScene.STORE, null, "snap.db", null, null), null))
                .isEqualTo(new RestoreOrigin.Known(
                        new MemberRestore(BackupScene.IMAGE, BackupScene.STORE, null, "snap.db", null, null, null)));
    }
}
