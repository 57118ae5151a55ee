package dev.etcetera.operator.simulation;

import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.Part;
import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.simulation.ModelKubernetes.Fill;
import java.util.function.BooleanSupplier;

/** Does on the model what the steps of a restore in place do; the operator may die between two effects. */
record RestoreEffects(ModelKubernetes kubernetes, Runnable between, BooleanSupplier stuck) {
    void execute(Step.Restore step) {
        ModelRequests requests = new ModelRequests(kubernetes);
        switch (step) {
            case Step.BeginRestore begin -> requests.setStatus(begin.restore(), begin.status());
            case Step.ReportRestore report -> requests.setStatus(report.restore(), report.status());
            case Step.SetAside aside -> {
                kubernetes.patchMember(aside.member(), s -> ModelRecovery.part(s, aside.restoreUid(), Part.SET_ASIDE));
                between.run();
            }
            case Step.StopAside stop -> kubernetes.deletePod(stop.name(), stop.uid());
            case Step.Discard discard -> {
                kubernetes.patchMember(
                        discard.member(),
                        s -> ModelRecovery.part(ModelRecovery.leaving(s), discard.restoreUid(), Part.GIVEN_UP));
                between.run();
            }
            case Step.TakeBack back -> {
                kubernetes.patchMember(back.member(), s -> ModelRecovery.with(s, s.leaving(), null));
                between.run();
            }
            case Step.DropFilled drop -> kubernetes.deleteClaim(drop.claim());
            case Step.DropSeed drop -> kubernetes.deleteMember(drop.name(), drop.uid());
            case Step.AdvanceRestore _, Step.EndRestore _ -> {}
            // Whoever removed it may see it made again: it never started.
            case Step.CreateSeed create -> kubernetes.applyMember(create.member());
            case Step.FillVolume fill ->
                kubernetes.applyPod(fill.member(), false, stuck.getAsBoolean(), Fill.UNDER_WAY);
        }
    }
}
