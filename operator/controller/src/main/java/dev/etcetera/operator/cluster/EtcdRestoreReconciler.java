package dev.etcetera.operator.cluster;

import dev.etcetera.operator.api.v1alpha1.EtcdRestore;
import dev.etcetera.operator.execute.RestoreExecutor;
import dev.etcetera.operator.plan.Orphans;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.inject.Singleton;
import java.time.Instant;

/** Answers the restores in place of clusters that do not exist. */
@ControllerConfiguration(name = "etcdrestore")
@GradualRetry(maxAttempts = -1, initialInterval = 200, intervalMultiplier = 2, maxInterval = 30_000)
@Singleton
public final class EtcdRestoreReconciler implements Reconciler<EtcdRestore> {
    private final RestoreExecutor executor;

    public EtcdRestoreReconciler(RestoreExecutor executor) {
        this.executor = executor;
    }

    @Override
    public UpdateControl<EtcdRestore> reconcile(EtcdRestore restore, Context<EtcdRestore> context) {
        return Orphans.over(restore)
                ? UpdateControl.noUpdate()
                : Unclaimed.answer(
                        context,
                        restore,
                        restore.getSpec().clusterName(),
                        cluster -> Orphans.status(restore, cluster, Instant.now()),
                        status -> executor.write(restore, status));
    }
}
