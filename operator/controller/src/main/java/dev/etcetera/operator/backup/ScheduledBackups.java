package dev.etcetera.operator.backup;

import dev.etcetera.backup.chain.Retention;
import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSchedule;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupScheduleSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSpec;
import dev.etcetera.operator.api.v1alpha1.RetentionPolicy;
import dev.etcetera.operator.api.v1alpha1.RetentionSpec;
import dev.etcetera.operator.resources.Labels;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.resources.StoreLock;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The EtcdBackups of a schedule: how one is made, and which are not kept. Pure. */
final class ScheduledBackups {
    /** Failed ones, so that somebody can read why. */
    private static final int KEPT_FAILURES = 3;

    /** How what is made for a time is called. */
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmm").withZone(ZoneOffset.UTC);

    private ScheduledBackups() {}

    /**
     * The backup of this time. It has no owner: a schedule that is deleted takes nothing with it, and what is stored goes
     * only when it is not kept any more.
     */
    static EtcdBackup at(EtcdBackupSchedule schedule, Instant slot) {
        EtcdBackupScheduleSpec spec = schedule.getSpec();
        String time = TIME.format(slot);
        EtcdBackup backup = new EtcdBackup();
        backup.setMetadata(new ObjectMetaBuilder()
                .withName(Names.of(schedule) + "-" + time)
                .withNamespace(Names.namespace(schedule))
                .withLabels(Map.of(
                        Labels.MANAGED_BY,
                        Labels.OPERATOR,
                        Labels.SCHEDULE,
                        Names.of(schedule),
                        Labels.SCHEDULE_UID,
                        Names.uid(schedule)))
                .build());
        backup.setSpec(new EtcdBackupSpec(
                spec.clusterName(),
                spec.store(),
                Names.chain(schedule) + "/" + time,
                RetentionPolicy.RETAIN,
                spec.limits()));
        return backup;
    }

    /** Those that no rule keeps, nor a lock. The newest good one is always kept, and those that run. */
    static List<EtcdBackup> expired(ScheduleView view) {
        return unkept(view).stream()
                .filter(b -> !StoreLock.keeps(b, view.now()))
                .toList();
    }

    private static List<EtcdBackup> unkept(ScheduleView view) {
        List<EtcdBackup> failed = view.backups().stream()
                .filter(b -> SchedulePlanner.over(b) && !SchedulePlanner.succeeded(b))
                .toList();
        Stream<EtcdBackup> old = failed.stream().limit(Math.max(0, failed.size() - KEPT_FAILURES));
        RetentionSpec rules = view.schedule().getSpec().retention();
        return rules == null
                ? old.toList()
                : Stream.concat(old, retention(rules).expired(good(view), ScheduledBackups::taken, view.now()).stream())
                        .toList();
    }

    private static List<EtcdBackup> good(ScheduleView view) {
        return view.backups().stream().filter(SchedulePlanner::succeeded).toList();
    }

    private static Instant taken(EtcdBackup backup) {
        return Instant.parse(backup.getStatus().startTime());
    }

    private static Retention retention(RetentionSpec rules) {
        return new Retention(
                number(rules.last()),
                Duration.ofDays(number(rules.days())),
                number(rules.daily()),
                number(rules.weekly()),
                number(rules.monthly()));
    }

    private static int number(@Nullable Integer given) {
        return given == null ? 0 : given;
    }
}
