package dev.etcetera.operator.observe;

import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSchedule;
import dev.etcetera.operator.api.v1alpha1.EtcdRecovery;
import java.util.List;

/**
 * The resources that name a cluster, because something is asked of it.
 *
 * @param recoveries the oldest first
 * @param restores the oldest first
 */
public record Asked(
        List<EtcdRecovery> recoveries,
        List<ObservedRestore> restores,
        List<EtcdBackupSchedule> schedules,
        List<EtcdBackup> backups) {
    public static final Asked NOTHING = new Asked(List.of(), List.of(), List.of(), List.of());

    public Asked {
        recoveries = List.copyOf(recoveries);
        restores = List.copyOf(restores);
        schedules = List.copyOf(schedules);
        backups = List.copyOf(backups);
    }
}
