package dev.etcetera.operator.status;

import dev.etcetera.operator.api.v1alpha1.Condition;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSchedule;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupScheduleStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.observe.PodView;
import dev.etcetera.operator.resources.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Adds to a cluster's status whether it is backed up, and what it was restored from. Pure. */
public final class BackupStatus {
    private BackupStatus() {}

    /** The status with its conditions BackupReady, where it is backed up, and Restored, where it was. */
    public static EtcdClusterStatus add(EtcdClusterStatus status, ObservedCluster observed) {
        EtcdClusterStatus before = observed.resource().getStatus();
        List<Condition> known = before == null || before.conditions() == null ? List.of() : before.conditions();
        Conditions conditions = new Conditions(known, status.observedGeneration(), observed.now());
        List<Condition> all = new ArrayList<>(status.conditions() == null ? List.of() : status.conditions());
        if (!observed.asked().schedules().isEmpty()) {
            all.add(backupReady(observed, conditions));
        }
        restored(observed, conditions)
                .or(() -> Conditions.find(known, Conditions.RESTORED))
                .ifPresent(all::add);
        return status.with(all, status.tls());
    }

    /** The first schedule that is not ready speaks for all. */
    private static Condition backupReady(ObservedCluster observed, Conditions conditions) {
        List<EtcdBackupSchedule> sorted = observed.asked().schedules().stream()
                .sorted(Comparator.comparing(Names::of))
                .toList();
        for (EtcdBackupSchedule schedule : sorted) {
            Optional<Condition> ready = ready(schedule);
            if (ready.isEmpty() || ready.get().status() != Condition.Status.TRUE) {
                return conditions.of(
                        Conditions.BACKUP_READY,
                        false,
                        ready.map(Condition::reason).orElse("NotLookedAtYet"),
                        "EtcdBackupSchedule " + Names.of(schedule) + ": "
                                + ready.map(Condition::message).orElse("was not looked at yet"));
            }
        }
        return conditions.of(
                Conditions.BACKUP_READY,
                true,
                "BackedUp",
                sorted.size() == 1
                        ? "EtcdBackupSchedule " + Names.of(sorted.getFirst()) + " is ready"
                        : sorted.size() + " EtcdBackupSchedules are ready");
    }

    private static Optional<Condition> ready(EtcdBackupSchedule schedule) {
        EtcdBackupScheduleStatus status = schedule.getStatus();
        return Conditions.find(status == null ? null : status.conditions(), Conditions.READY);
    }

    private static Optional<Condition> restored(ObservedCluster observed, Conditions conditions) {
        return observed.members().stream()
                .filter(m -> m.resource().getSpec().restore() != null)
                .flatMap(m -> m.pod().flatMap(PodView::restored).stream())
                .findFirst()
                .map(said -> conditions.of(Conditions.RESTORED, true, "FromBackup", said.strip()));
    }
}
