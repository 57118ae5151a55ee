package dev.etcetera.operator.backup;

import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupScheduleStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to do for a schedule, in this order: the backup is made, the status is written, backups are deleted, the Pod is made,
 * Pods are removed. A backup is named after its time: one that was made already is not made again.
 *
 * @param begin a backup whose time it is
 * @param delete backups that no rule keeps, with what they stored
 * @param cancel backups that give way to the one that begins
 */
record SchedulePlan(
        Optional<EtcdBackup> begin,
        EtcdBackupScheduleStatus status,
        List<EtcdBackup> delete,
        List<EtcdBackup> cancel,
        List<Pod> create,
        List<Pod> remove,
        Duration recheck) {
    SchedulePlan {
        create = List.copyOf(create);
        delete = List.copyOf(delete);
        cancel = List.copyOf(cancel);
        remove = List.copyOf(remove);
    }
}
