package dev.etcetera.operator.execute;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.Part;
import dev.etcetera.operator.api.v1alpha1.EtcdRestore;
import dev.etcetera.operator.api.v1alpha1.EtcdRestoreStatus;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.resources.BackupPods;
import dev.etcetera.operator.resources.Names;

/** Does the steps of a restore in place, and says so to whoever looks at the cluster or at the restore. */
public final class RestoreExecutor {
    private final ServerSideApply apply;
    private final RemovalExecutor removals;
    private final EventRecorder events;
    private final MemberNotes notes;

    public RestoreExecutor(ServerSideApply apply, RemovalExecutor removals, EventRecorder events) {
        this.apply = apply;
        this.removals = removals;
        this.events = events;
        this.notes = new MemberNotes(apply);
    }

    void execute(EtcdCluster cluster, Step.Restore step) {
        switch (step) {
            case Step.BeginRestore begin -> {
                write(begin.restore(), begin.status());
                events.normal(cluster, "RestoreBegins", "EtcdRestore " + Names.of(begin.restore()));
            }
            case Step.ReportRestore report -> {
                write(report.restore(), report.status());
                RequestPhase phase = report.status().phase();
                if (phase != null && phase.isFinal()) {
                    events.normal(
                            cluster,
                            "Restore" + phase.word(),
                            "EtcdRestore " + Names.of(report.restore()) + ": "
                                    + report.status().message());
                }
            }
            case Step.CreateSeed create -> {
                apply.apply(create.member());
                events.normal(cluster, "MembersCreated", Names.of(create.member()) + " is to be filled from a backup");
            }
            case Step.FillVolume fill -> {
                apply.apply(BackupPods.fill(fill.member()));
                events.normal(cluster, "VolumeFilling", "Pod " + Names.of(fill.member()) + " fills its volume");
            }
            case Step.SetAside aside -> {
                notes.part(aside.member(), aside.restoreUid(), Part.SET_ASIDE);
                events.warning(
                        cluster, "MemberSetAside", Names.of(aside.member()) + " is set aside, its volume is kept");
            }
            case Step.StopAside stop ->
                removals.execute(cluster, new Step.DeletePod(stop.namespace(), stop.name(), stop.uid()));
            case Step.Discard discard -> notes.part(discard.member(), discard.restoreUid(), Part.GIVEN_UP);
            case Step.TakeBack back -> {
                notes.none(back.member());
                events.normal(cluster, "MemberComesBack", Names.of(back.member()));
            }
            case Step.DropFilled drop ->
                removals.execute(cluster, new Step.DeleteVolume(drop.namespace(), drop.claim()));
            case Step.DropSeed drop ->
                removals.execute(cluster, new Step.DeleteMember(drop.namespace(), drop.name(), drop.uid()));
            // Both are nothing but notes in the cluster's status, which is written after all steps.
            case Step.AdvanceRestore _, Step.EndRestore _ -> {}
        }
    }

    /** With the version that was looked at: what was decided about another look is decided anew. */
    public void write(EtcdRestore seen, EtcdRestoreStatus status) {
        // Whoever died before the cluster's status said so, too, has written this already.
        if (status.equals(seen.getStatus())) {
            return;
        }
        EtcdRestore written = new EtcdRestore();
        written.setMetadata(ServerSideApply.version(seen));
        written.setStatus(status);
        apply.applyStatus(written, ServerSideApply.FIELD_MANAGER);
        EtcdRestoreStatus before = seen.getStatus();
        RequestReport.announce(
                events, seen, before == null ? null : before.phase(), status.phase(), String.valueOf(status.message()));
    }
}
