package dev.etcetera.operator.cluster;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdRestore;
import dev.etcetera.operator.api.v1alpha1.EtcdRestoreStatus;
import dev.etcetera.operator.execute.RestoreExecutor;
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
 * Answers the restores in place of clusters that do not exist. Whatever concerns a cluster that does is decided where
 * everything else about it is: by the reconciler of its EtcdCluster.
 */
@ControllerConfiguration(name = "etcdrestore")
@GradualRetry(maxAttempts = -1, initialInterval = 200, intervalMultiplier = 2, maxInterval = 30_000)
@Singleton
public final class EtcdRestoreReconciler implements Reconciler<EtcdRestore> {
    private static final Duration RECHECK = Duration.ofSeconds(30);

    private final RestoreExecutor executor;

    public EtcdRestoreReconciler(RestoreExecutor executor) {
        this.executor = executor;
    }

    @Override
    public UpdateControl<EtcdRestore> reconcile(EtcdRestore restore, Context<EtcdRestore> context) {
        EtcdCluster cluster = context.getClient()
                .resources(EtcdCluster.class)
                .inNamespace(Names.namespace(restore))
                .withName(restore.getSpec().clusterName())
                .get();
        Optional<EtcdRestoreStatus> status = Orphans.status(restore, Optional.ofNullable(cluster), Instant.now());
        status.ifPresent(s -> executor.write(restore, s));
        UpdateControl<EtcdRestore> nothing = UpdateControl.noUpdate();
        return status.isPresent() || Orphans.over(restore) ? nothing : nothing.rescheduleAfter(RECHECK);
    }
}
