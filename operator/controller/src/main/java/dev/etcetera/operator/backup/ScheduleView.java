package dev.etcetera.operator.backup;

import dev.etcetera.backup.chain.FollowerStanding;
import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSchedule;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupScheduleStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a schedule at one moment.
 *
 * @param cluster the EtcdCluster that it names, if it is there
 * @param backups those that were made for it, the oldest first
 * @param pods those that back up continuously, and those that try what is stored
 * @param standing how far the one that runs is, if it says so
 */
record ScheduleView(
        EtcdBackupSchedule schedule,
        Optional<EtcdCluster> cluster,
        List<EtcdBackup> backups,
        List<Pod> pods,
        Optional<FollowerStanding> standing,
        Instant now) {
    ScheduleView {
        backups = backups.stream().sorted(Comparator.comparing(Names::of)).toList();
        pods = List.copyOf(pods);
    }

    boolean has(EtcdBackup backup) {
        return backups.stream().map(Names::of).anyMatch(Names.of(backup)::equals);
    }

    List<Pod> followPods() {
        return following(schedule, pods);
    }

    /** Those of a schedule's Pods that back up continuously. */
    static List<Pod> following(EtcdBackupSchedule schedule, List<Pod> pods) {
        return named(schedule, pods, "-follow-");
    }

    List<Pod> drillPods() {
        return named(schedule, pods, "-drill-");
    }

    private static List<Pod> named(EtcdBackupSchedule schedule, List<Pod> pods, String part) {
        return pods.stream()
                .filter(p -> Names.of(p).startsWith(Names.of(schedule) + part))
                .toList();
    }

    Optional<EtcdBackupScheduleStatus> status() {
        return Optional.ofNullable(schedule.getStatus());
    }

    Instant created() {
        return Instant.parse(schedule.getMetadata().getCreationTimestamp());
    }

    boolean suspended() {
        return Boolean.TRUE.equals(schedule.getSpec().suspend());
    }
}
