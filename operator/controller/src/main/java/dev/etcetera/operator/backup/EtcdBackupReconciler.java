package dev.etcetera.operator.backup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.execute.ServerSideApply;
import dev.etcetera.operator.resources.Names;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Takes backups, each in a Pod of its own: observe, plan, execute, report. */
@ControllerConfiguration(
        name = "etcdbackup",
        finalizerName = "etcetera.dev/backup",
        fieldManager = ServerSideApply.FIELD_MANAGER)
@GradualRetry(maxAttempts = -1, initialInterval = 200, intervalMultiplier = 2, maxInterval = 30_000)
@Singleton
public final class EtcdBackupReconciler implements Reconciler<EtcdBackup>, Cleaner<EtcdBackup> {
    private final BackupExecutor executor;
    private final StatusLook look;
    private final BackupImage image;
    private final BackupPlanner planner;
    private final InstantSource clock = InstantSource.system();

    public EtcdBackupReconciler(BackupExecutor executor, StatusLook look, BackupImage image) {
        this.executor = executor;
        this.look = look;
        this.image = image;
        this.planner = new BackupPlanner(image.name());
    }

    @Override
    public List<EventSource<?, EtcdBackup>> prepareEventSources(EventSourceContext<EtcdBackup> context) {
        return List.of(BackupSources.pods(EtcdBackup.class, context));
    }

    @Override
    public UpdateControl<EtcdBackup> reconcile(EtcdBackup backup, Context<EtcdBackup> context)
            throws InterruptedException {
        BackupPlan plan = planner.plan(view(backup, context));
        executor.execute(backup, plan);
        UpdateControl<EtcdBackup> nothing = UpdateControl.noUpdate();
        plan.recheck().ifPresent(nothing::rescheduleAfter);
        return nothing;
    }

    @Override
    public DeleteControl cleanup(EtcdBackup backup, Context<EtcdBackup> context) throws InterruptedException {
        BackupDeletion deletion = BackupDeletion.of(view(backup, context), image.name());
        return executor.execute(backup, deletion)
                ? DeleteControl.defaultDelete()
                : DeleteControl.noFinalizerRemoval()
                        .rescheduleAfter(deletion.recheck().toMillis());
    }

    private BackupView view(EtcdBackup backup, Context<EtcdBackup> context) throws InterruptedException {
        List<Pod> pods = List.copyOf(context.getSecondaryResources(Pod.class));
        EtcdBackupStatus status = backup.getStatus();
        Optional<String> progress = Optional.empty();
        if (status != null && status.phase() == EtcdBackupStatus.Phase.RUNNING && !pods.isEmpty()) {
            progress = look.at(pods.getFirst(), JsonNode.class).flatMap(EtcdBackupReconciler::progress);
        }
        return new BackupView(
                backup,
                SchedulePlanner.over(backup)
                        ? Optional.empty()
                        : BackupSources.cluster(
                                context.getClient(),
                                Names.namespace(backup),
                                backup.getSpec().clusterName()),
                pods,
                progress,
                clock.instant());
    }

    /** Rounded, so that it moves only when there is something to see. */
    private static Optional<String> progress(JsonNode said) {
        long sent = said.path("sentBytes").asLong();
        long total = said.path("totalBytes").asLong();
        if (sent == 0) {
            return Optional.empty();
        }
        return Optional.of((sent >> 20) + "Mi" + (total > 0 ? " of about " + (total >> 20) + "Mi" : ""));
    }
}
