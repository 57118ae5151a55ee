package dev.etcetera.operator.backup;

import dev.etcetera.backup.chain.FollowerStanding;
import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSchedule;
import dev.etcetera.operator.execute.ServerSideApply;
import dev.etcetera.operator.resources.Images;
import dev.etcetera.operator.resources.Labels;
import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Begins backups when it is time, keeps the Pod that backs up continuously, and deletes what no rule keeps. */
@ControllerConfiguration(name = "etcdbackupschedule", fieldManager = ServerSideApply.FIELD_MANAGER)
@GradualRetry(maxAttempts = -1, initialInterval = 200, intervalMultiplier = 2, maxInterval = 30_000)
@Singleton
public final class EtcdBackupScheduleReconciler implements Reconciler<EtcdBackupSchedule> {
    private final BackupExecutor executor;
    private final StatusLook look;
    private final SchedulePlanner planner;
    private final InstantSource clock = InstantSource.system();

    public EtcdBackupScheduleReconciler(BackupExecutor executor, StatusLook look, BackupImage image, Images members) {
        this.executor = executor;
        this.look = look;
        this.planner = new SchedulePlanner(image.name(), members);
    }

    @Override
    public List<EventSource<?, EtcdBackupSchedule>> prepareEventSources(
            EventSourceContext<EtcdBackupSchedule> context) {
        InformerEventSource<EtcdBackup, EtcdBackupSchedule> backups = new InformerEventSource<>(
                InformerEventSourceConfiguration.from(EtcdBackup.class, EtcdBackupSchedule.class)
                        .withLabelSelector(Labels.SCHEDULE)
                        .withSecondaryToPrimaryMapper(
                                b -> Set.of(new ResourceID(Labels.value(b, Labels.SCHEDULE), Names.namespace(b))))
                        .build(),
                context);
        return List.of(backups, BackupSources.pods(EtcdBackupSchedule.class, context));
    }

    @Override
    public UpdateControl<EtcdBackupSchedule> reconcile(EtcdBackupSchedule schedule, Context<EtcdBackupSchedule> context)
            throws InterruptedException {
        List<Pod> pods = List.copyOf(context.getSecondaryResources(Pod.class));
        Optional<FollowerStanding> standing = Optional.empty();
        for (Pod pod : ScheduleView.following(schedule, pods)) {
            standing = standing.isPresent() ? standing : look.at(pod, FollowerStanding.class);
        }
        ScheduleView view = new ScheduleView(
                schedule,
                BackupSources.cluster(
                        context.getClient(),
                        Names.namespace(schedule),
                        schedule.getSpec().clusterName()),
                context.getSecondaryResources(EtcdBackup.class).stream()
                        .filter(b -> Labels.value(b, Labels.SCHEDULE_UID).equals(Names.uid(schedule)))
                        .toList(),
                pods,
                standing,
                clock.instant());
        SchedulePlan plan = planner.plan(view);
        executor.execute(schedule, plan);
        return UpdateControl.<EtcdBackupSchedule>noUpdate().rescheduleAfter(plan.recheck());
    }
}
