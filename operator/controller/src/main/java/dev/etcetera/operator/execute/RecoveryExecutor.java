package dev.etcetera.operator.execute;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.Part;
import dev.etcetera.operator.api.v1alpha1.EtcdRecovery;
import dev.etcetera.operator.api.v1alpha1.EtcdRecoveryStatus;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.resources.Names;

/** Does the steps of a recovery, and says so to whoever looks at the cluster or at the recovery. */
public final class RecoveryExecutor {
    private final ServerSideApply apply;
    private final RemovalExecutor removals;
    private final EventRecorder events;
    private final MemberNotes notes;

    public RecoveryExecutor(ServerSideApply apply, RemovalExecutor removals, EventRecorder events) {
        this.apply = apply;
        this.removals = removals;
        this.events = events;
        this.notes = new MemberNotes(apply);
    }

    void execute(EtcdCluster cluster, Step.Recovery step) {
        switch (step) {
            case Step.BeginRecovery begin -> {
                write(begin.recovery(), begin.status());
                events.warning(
                        cluster,
                        "RecoveryBegins",
                        "EtcdRecovery " + Names.of(begin.recovery()) + ": "
                                + begin.status().message());
            }
            case Step.ReportRecovery report -> {
                write(report.recovery(), report.status());
                RequestPhase phase = report.status().phase();
                if (phase != null && phase.isFinal()) {
                    events.normal(
                            cluster,
                            "Recovery" + phase.word(),
                            "EtcdRecovery " + Names.of(report.recovery()) + ": "
                                    + report.status().message());
                }
            }
            case Step.GiveUp give -> {
                notes.part(give.member(), give.recoveryUid(), Part.GIVEN_UP);
                events.warning(cluster, "MemberGivenUp", Names.of(give.member()) + " is given up, its volume is kept");
            }
            case Step.Spare spare -> notes.part(spare.member(), spare.recoveryUid(), Part.SPARED);
            case Step.StopGivenUp stop ->
                removals.execute(cluster, new Step.DeletePod(stop.namespace(), stop.name(), stop.uid()));
            case Step.Force force -> {
                notes.part(force.member(), force.recoveryUid(), Part.FORCED);
                events.warning(
                        cluster,
                        "NewClusterForced",
                        Names.of(force.member()) + " becomes a cluster of one (--force-new-cluster)");
            }
            case Step.RestartSurvivor restart -> {
                removals.execute(cluster, new Step.DeletePod(restart.namespace(), restart.name(), restart.uid()));
                events.normal(cluster, "PodRolled", "Pod " + restart.name() + " is made again for the recovery");
            }
            case Step.Release release -> {
                notes.part(release.member(), release.recoveryUid(), Part.ALONE);
                events.normal(cluster, "SurvivorServes", Names.of(release.member()) + " is a cluster of one");
            }
            // Both are nothing but notes in the cluster's status, which is written after all steps.
            case Step.GrowAgain _, Step.EndRecovery _ -> {}
        }
    }

    /** With the version that was looked at: what was decided about another look is decided anew. */
    public void write(EtcdRecovery seen, EtcdRecoveryStatus status) {
        // Whoever died before the cluster's status said so, too, has written this already.
        if (status.equals(seen.getStatus())) {
            return;
        }
        EtcdRecovery written = new EtcdRecovery();
        written.setMetadata(ServerSideApply.version(seen));
        written.setStatus(status);
        apply.applyStatus(written, ServerSideApply.FIELD_MANAGER);
        EtcdRecoveryStatus before = seen.getStatus();
        RequestReport.announce(
                events, seen, before == null ? null : before.phase(), status.phase(), String.valueOf(status.message()));
    }
}
