package dev.etcetera.operator.backup;

import dev.etcetera.operator.api.v1alpha1.EtcdBackup;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupSchedule;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupScheduleStatus.Drill;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdBackupStatus.Phase;
import dev.etcetera.operator.execute.EventRecorder;
import dev.etcetera.operator.execute.Fence;
import dev.etcetera.operator.execute.RemovalExecutor;
import dev.etcetera.operator.execute.ServerSideApply;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.status.Conditions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import org.jspecify.annotations.Nullable;

/** Does what was planned for backups and schedules, in the order in which a crash does no harm. */
public final class BackupExecutor {
    private final KubernetesClient client;
    private final ServerSideApply apply;
    private final EventRecorder events;
    private final Fence fence;
    private final RemovalExecutor removals;
    private final BackupMeter meter;

    public BackupExecutor(
            KubernetesClient client, ServerSideApply apply, EventRecorder events, Fence fence, BackupMeter meter) {
        this.meter = meter;
        this.client = client;
        this.apply = apply;
        this.events = events;
        this.fence = fence;
        this.removals = new RemovalExecutor(client, apply, events, fence);
    }

    void execute(EtcdBackup backup, BackupPlan plan) {
        write(backup, plan.status());
        plan.create().ifPresent(apply::apply);
        plan.remove().forEach(removals::delete);
    }

    private void write(EtcdBackup seen, EtcdBackupStatus status) {
        EtcdBackupStatus before = seen.getStatus();
        if (status.equals(before)) {
            return;
        }
        EtcdBackup written = new EtcdBackup();
        written.setMetadata(ServerSideApply.version(seen));
        written.setStatus(status);
        apply.applyStatus(written, ServerSideApply.FIELD_MANAGER);
        Phase phase = status.phase();
        if (phase == null || (before != null && before.phase() == phase)) {
            return;
        }
        if (phase.isFinal()) {
            meter.backedUp(phase == Phase.SUCCEEDED);
        }
        switch (phase) {
            case PENDING -> events.warning(seen, "Waiting", String.valueOf(status.message()));
            case RUNNING -> events.normal(seen, "Begun", "attempt " + status.attempts());
            case SUCCEEDED -> events.normal(seen, "Succeeded", "revision " + status.revision() + " is stored");
            case FAILED -> events.warning(seen, "Failed", String.valueOf(status.message()));
        }
    }

    /** Does what the deletion of a backup needs; answers whether that is all. */
    boolean execute(EtcdBackup backup, BackupDeletion deletion) {
        deletion.trouble().ifPresent(why -> hindered(backup, why, deletion.over()));
        try {
            deletion.create().ifPresent(apply::apply);
        } catch (KubernetesClientException e) {
            if (!namespaceGoes(e)) {
                throw e;
            }
            events.warning(backup, "NotDeleted", "the namespace is being deleted: what is stored stays");
            return true;
        }
        deletion.remove().forEach(removals::delete);
        return deletion.over();
    }

    /** Said once, and shown as long as it stays. */
    private void hindered(EtcdBackup seen, String why, boolean over) {
        EtcdBackupStatus before = seen.getStatus();
        if (!over && before != null) {
            if (why.equals(before.message())) {
                return;
            }
            write(seen, before.saying(why));
        }
        events.warning(seen, "NotDeleted", why);
    }

    private static boolean namespaceGoes(KubernetesClientException e) {
        return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                && String.valueOf(e.getMessage()).contains("being terminated");
    }

    void execute(EtcdBackupSchedule schedule, SchedulePlan plan) {
        plan.begin().ifPresent(backup -> {
            apply.create(backup);
            events.normal(schedule, "BackupBegins", "EtcdBackup " + Names.of(backup));
        });
        if (!plan.status().equals(schedule.getStatus())) {
            write(schedule, plan);
        }
        plan.delete().forEach(removals::expire);
        plan.cancel().forEach(this::delete);
        plan.create().forEach(pod -> {
            apply.apply(pod);
            events.normal(schedule, "PodCreated", "made Pod " + Names.of(pod));
        });
        plan.remove().forEach(removals::delete);
    }

    private void write(EtcdBackupSchedule seen, SchedulePlan plan) {
        EtcdBackupSchedule written = new EtcdBackupSchedule();
        written.setMetadata(ServerSideApply.version(seen));
        written.setStatus(plan.status());
        apply.applyStatus(written, ServerSideApply.FIELD_MANAGER);
        drilled(seen, plan.status().drill());
        var before = Conditions.find(
                seen.getStatus() == null ? null : seen.getStatus().conditions(), Conditions.READY);
        Conditions.find(plan.status().conditions(), Conditions.READY).ifPresent(now -> {
            if (before.isEmpty() || !before.get().reason().equals(now.reason())) {
                events.normal(seen, now.reason(), now.message());
            }
        });
    }

    private void drilled(EtcdBackupSchedule seen, @Nullable Drill drill) {
        Drill before = seen.getStatus() == null ? null : seen.getStatus().drill();
        if (drill == null || drill.equals(before)) {
            return;
        }
        meter.drilled(drill);
        if (drill.succeeded()) {
            events.normal(
                    seen,
                    "DrillSucceeded",
                    "%d keys at revision %d came back within %d s: %s"
                            .formatted(drill.keys(), drill.revision(), drill.seconds(), drill.message()));
        } else {
            events.warning(seen, "DrillFailed", drill.message());
        }
    }

    private void delete(EtcdBackup backup) {
        fence.check();
        client.resource(backup).delete();
    }
}
