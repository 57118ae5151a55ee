package dev.etcetera.operator.cluster;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.execute.CertificateKeeper;
import dev.etcetera.operator.execute.ServerSideApply;
import dev.etcetera.operator.execute.StepExecutor;
import dev.etcetera.operator.observe.ClusterObserver;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.plan.DeletionPlanner;
import dev.etcetera.operator.plan.Plan;
import dev.etcetera.operator.status.CertificateStatus;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/** Observe, plan, execute, report: no logic of its own. */
@ControllerConfiguration(
        name = "etcdcluster",
        finalizerName = "etcetera.dev/cluster",
        fieldManager = ServerSideApply.FIELD_MANAGER)
@GradualRetry(maxAttempts = -1, initialInterval = 200, intervalMultiplier = 2, maxInterval = 30_000)
@Singleton
public final class EtcdClusterReconciler implements Reconciler<EtcdCluster>, Cleaner<EtcdCluster> {
    private static final Duration OLD_LOOK_RECHECK = Duration.ofMillis(100);
    private static final Duration DELETION_RECHECK = Duration.ofSeconds(1);

    private final ClusterObserver observer;
    private final Decider decider;
    private final DeletionPlanner deletionPlanner = new DeletionPlanner();
    private final StepExecutor executor;
    private final Reporter reporter;
    private final CertificateKeeper certificates;

    public EtcdClusterReconciler(
            ClusterObserver observer,
            Decider decider,
            StepExecutor executor,
            Reporter reporter,
            CertificateKeeper certificates) {
        this.observer = observer;
        this.decider = decider;
        this.executor = executor;
        this.reporter = reporter;
        this.certificates = certificates;
    }

    @Override
    public List<EventSource<?, EtcdCluster>> prepareEventSources(EventSourceContext<EtcdCluster> context) {
        var known = context.getPrimaryCache();
        decider.among(known::list);
        return Sources.of(context);
    }

    @Override
    public UpdateControl<EtcdCluster> reconcile(EtcdCluster cluster, Context<EtcdCluster> context)
            throws InterruptedException {
        try (Run run = reporter.begin(cluster)) {
            UpdateControl<EtcdCluster> next = look(cluster, context);
            run.succeeded();
            return next;
        }
    }

    private UpdateControl<EtcdCluster> look(EtcdCluster cluster, Context<EtcdCluster> context)
            throws InterruptedException {
        var view = Sources.cached(cluster, context);
        var tls = certificates.keep(view.cluster(), view.pods());
        ObservedCluster observed = observer.observe(view);
        Plan plan = decider.plan(observed);
        if (plan.needsFreshLook()) {
            var live = Sources.live(cluster, context.getClient(), view);
            if (live.isEmpty()) {
                return UpdateControl.noUpdate();
            }
            certificates.introduce(live.get().cluster(), live.get().pods());
            observed = observer.observe(live.get());
            plan = decider.plan(observed);
        }
        if (!reporter.count(observed, plan, tls)) {
            return UpdateControl.<EtcdCluster>noUpdate().rescheduleAfter(OLD_LOOK_RECHECK);
        }
        plan = executor.execute(observed.resource(), plan, view.clusterObjects());
        boolean current = reporter.report(observed, plan, tls);
        Duration recheck = CertificateStatus.sooner(plan.recheck(), tls);
        return UpdateControl.<EtcdCluster>noUpdate().rescheduleAfter(current ? recheck : OLD_LOOK_RECHECK);
    }

    @Override
    public DeleteControl cleanup(EtcdCluster cluster, Context<EtcdCluster> context) throws InterruptedException {
        decider.goes(cluster);
        // What is to be destroyed, or kept, is read afresh: a cache may not show yet what was made a moment ago.
        ObservedCluster observed = observer.observe(Sources.remains(cluster, context.getClient()));
        DeletionPlanner.Deletion deletion = deletionPlanner.plan(observed);
        deletion.steps().forEach(step -> executor.execute(cluster, step));
        if (deletion.finished()) {
            certificates.forget(cluster);
            reporter.forget(cluster);
            decider.forget(cluster);
        }
        return deletion.finished()
                ? DeleteControl.defaultDelete()
                : DeleteControl.noFinalizerRemoval().rescheduleAfter(DELETION_RECHECK.toMillis());
    }

    @Override
    public ErrorStatusUpdateControl<EtcdCluster> updateErrorStatus(
            EtcdCluster cluster, Context<EtcdCluster> context, Exception e) {
        decider.failed(cluster);
        reporter.failed(cluster, e);
        return ErrorStatusUpdateControl.defaultErrorProcessing();
    }
}
