package dev.etcetera.operator.resources;

import dev.etcetera.operator.api.v1alpha1.BackupStoreSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSchedule;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberRestore;
import dev.etcetera.operator.api.v1alpha1.RestoreSource;
import org.jspecify.annotations.Nullable;

/** Where what is to be restored lies, or why nobody can say. */
public sealed interface RestoreOrigin {
    /** It is there, as far as Kubernetes knows. */
    record Known(MemberRestore restore) implements RestoreOrigin {}

    /**
     * It cannot be told.
     *
     * @param why one sentence, without a full stop
     */
    record Unknown(String why) implements RestoreOrigin {}

    /**
     * What a spec's words mean now.
     *
     * @param backup the EtcdBackup that it names, if it is there
     * @param schedule the EtcdBackupSchedule that it names, if it is there
     * @param image of the program that restores
     */
    static RestoreOrigin of(
            RestoreSource source, @Nullable EtcdBackup backup, @Nullable EtcdBackupSchedule schedule, String image) {
        if (source.backupName() != null) {
            return ofBackup(source.backupName(), backup, image);
        }
        if (source.scheduleName() != null) {
            return schedule == null
                    ? new Unknown("EtcdBackupSchedule " + source.scheduleName() + " does not exist")
                    : known(source, schedule.getSpec().store(), Names.chain(schedule), image);
        }
        BackupStoreSpec store = source.store();
        return store == null ? new Unknown("nothing is named") : known(source, store, source.path(), image);
    }

    private static RestoreOrigin ofBackup(String name, @Nullable EtcdBackup backup, String image) {
        if (backup == null) {
            return new Unknown("EtcdBackup " + name + " does not exist");
        }
        EtcdBackupStatus status = backup.getStatus();
        if (status == null || status.phase() != EtcdBackupStatus.Phase.SUCCEEDED) {
            return new Unknown("EtcdBackup " + name + " has not succeeded: it is "
                    + (status == null || status.phase() == null
                            ? "not begun"
                            : status.phase().word()));
        }
        return new Known(new MemberRestore(image, backup.getSpec().store(), status.path(), null, null, null, null));
    }

    private static RestoreOrigin known(
            RestoreSource source, BackupStoreSpec store, @Nullable String path, String image) {
        return new Known(
                new MemberRestore(image, store, path, source.snapshotFile(), source.revision(), source.time(), null));
    }
}
