package dev.etcetera.operator.cluster;

import dev.etcetera.operator.api.v1alpha1.EtcdRecovery;
import dev.etcetera.operator.execute.RecoveryExecutor;
import dev.etcetera.operator.plan.Orphans;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.inject.Singleton;
import java.time.Instant;

/** Answers the recoveries of clusters that do not exist. */
@ControllerConfiguration(name = "etcdrecovery")
@GradualRetry(maxAttempts = -1, initialInterval = 200, intervalMultiplier = 2, maxInterval = 30_000)
@Singleton
public final class EtcdRecoveryReconciler implements Reconciler<EtcdRecovery> {
    private final RecoveryExecutor executor;

    public EtcdRecoveryReconciler(RecoveryExecutor executor) {
        this.executor = executor;
    }

    @Override
    public UpdateControl<EtcdRecovery> reconcile(EtcdRecovery recovery, Context<EtcdRecovery> context) {
        return Orphans.over(recovery)
                ? UpdateControl.noUpdate()
                : Unclaimed.answer(
                        context,
                        recovery,
                        recovery.getSpec().clusterName(),
                        cluster -> Orphans.status(recovery, cluster, Instant.now()),
                        status -> executor.write(recovery, status));
    }
}
