package dev.etcetera.operator.cluster;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdRecovery;
import dev.etcetera.operator.api.v1alpha1.EtcdRecoveryStatus;
import dev.etcetera.operator.execute.RecoveryExecutor;
import dev.etcetera.operator.plan.Orphans;
import dev.etcetera.operator.resources.Names;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Answers the recoveries of clusters that do not exist. Whatever concerns a cluster that does is decided where everything else
 * about it is: by the reconciler of its EtcdCluster, so that one alone acts on a cluster.
 */
@ControllerConfiguration(name = "etcdrecovery")
@GradualRetry(maxAttempts = -1, initialInterval = 200, intervalMultiplier = 2, maxInterval = 30_000)
@Singleton
public final class EtcdRecoveryReconciler implements Reconciler<EtcdRecovery> {
    private static final Duration RECHECK = Duration.ofSeconds(30);

    private final RecoveryExecutor executor;

    public EtcdRecoveryReconciler(RecoveryExecutor executor) {
        this.executor = executor;
    }

    @Override
    public UpdateControl<EtcdRecovery> reconcile(EtcdRecovery recovery, Context<EtcdRecovery> context) {
        EtcdCluster cluster = context.getClient()
                .resources(EtcdCluster.class)
                .inNamespace(Names.namespace(recovery))
                .withName(recovery.getSpec().clusterName())
                .get();
        Optional<EtcdRecoveryStatus> status = Orphans.status(recovery, Optional.ofNullable(cluster), Instant.now());
        status.ifPresent(s -> executor.write(recovery, s));
        UpdateControl<EtcdRecovery> nothing = UpdateControl.noUpdate();
        return status.isPresent() || Orphans.over(recovery) ? nothing : nothing.rescheduleAfter(RECHECK);
    }
}
