package dev.etcetera.operator.simulation;

import dev.etcetera.operator.plan.Step;

/** Takes away from the model what a cluster or a member has, or begins to. */
record ModelRemovals(ModelKubernetes kubernetes) {

    void execute(Step.Removal step) {
        switch (step) {
            case Step.MarkLeaving mark -> kubernetes.patchMember(mark.member(), ModelRecovery::leaving);
            case Step.Replace replace -> kubernetes.patchMember(replace.member(), ModelRecovery::leaving);
            case Step.RollPod roll -> kubernetes.deletePod(roll.name(), roll.uid());
            case Step.ReplacePod replace -> kubernetes.deletePod(replace.name(), replace.uid());
            case Step.StopPod stop -> kubernetes.deletePod(stop.name(), stop.uid());
            case Step.DeletePod delete -> kubernetes.deletePod(delete.name(), delete.uid());
            case Step.DeleteVolume delete -> kubernetes.deleteClaim(delete.name());
            case Step.DeleteMember delete -> kubernetes.deleteMember(delete.name(), delete.uid());
            case Step.ExpireBackup _ -> {}
        }
    }
}
