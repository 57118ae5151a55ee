package dev.etcetera.operator.simulation;

import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberRecovery;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.Part;
import dev.etcetera.operator.plan.Step;
import org.jspecify.annotations.Nullable;

/** Does on the model what the steps of a recovery and of a restore do; the operator may die between two effects. */
record ModelRecovery(ModelKubernetes kubernetes, Runnable between) {
    void execute(Step.Recovery step) {
        switch (step) {
            case Step.BeginRecovery begin -> new ModelRequests(kubernetes).setStatus(begin.recovery(), begin.status());
            case Step.ReportRecovery report ->
                new ModelRequests(kubernetes).setStatus(report.recovery(), report.status());
            case Step.GiveUp give -> {
                kubernetes.patchMember(give.member(), s -> part(leaving(s), give.recoveryUid(), Part.GIVEN_UP));
                between.run();
            }
            case Step.Spare spare ->
                kubernetes.patchMember(spare.member(), s -> part(s, spare.recoveryUid(), Part.SPARED));
            case Step.StopGivenUp stop -> kubernetes.deletePod(stop.name(), stop.uid());
            case Step.Force force ->
                kubernetes.patchMember(force.member(), s -> part(s, force.recoveryUid(), Part.FORCED));
            case Step.RestartSurvivor restart -> kubernetes.deletePod(restart.name(), restart.uid());
            case Step.Release release ->
                kubernetes.patchMember(release.member(), s -> part(s, release.recoveryUid(), Part.ALONE));
            case Step.GrowAgain _, Step.EndRecovery _ -> {}
        }
    }

    void execute(Step.Restore step) {
        ModelRequests requests = new ModelRequests(kubernetes);
        switch (step) {
            case Step.BeginRestore begin -> requests.setStatus(begin.restore(), begin.status());
            case Step.ReportRestore report -> requests.setStatus(report.restore(), report.status());
            case Step.SetAside aside -> {
                kubernetes.patchMember(aside.member(), s -> part(s, aside.restoreUid(), Part.SET_ASIDE));
                between.run();
            }
            case Step.StopAside stop -> kubernetes.deletePod(stop.name(), stop.uid());
            case Step.Discard discard -> {
                kubernetes.patchMember(discard.member(), s -> part(leaving(s), discard.restoreUid(), Part.GIVEN_UP));
                between.run();
            }
            case Step.TakeBack back -> {
                kubernetes.patchMember(back.member(), s -> with(s, s.leaving(), null));
                between.run();
            }
            case Step.DropFilled drop -> kubernetes.deleteClaim(drop.claim());
            case Step.DropSeed drop -> kubernetes.deleteMember(drop.name(), drop.uid());
            case Step.AdvanceRestore _, Step.EndRestore _ -> {}
            case Step.CreateSeed _, Step.FillVolume _ -> throw new IllegalStateException();
        }
    }

    static EtcdMemberSpec leaving(EtcdMemberSpec s) {
        return with(s, true, s.recovery());
    }

    private static EtcdMemberSpec part(EtcdMemberSpec s, String uid, Part part) {
        return with(s, s.leaving(), new MemberRecovery(uid, part));
    }

    static EtcdMemberSpec with(EtcdMemberSpec s, @Nullable Boolean leaving, @Nullable MemberRecovery recovery) {
        return new EtcdMemberSpec(
                s.clusterName(),
                s.clusterUid(),
                s.serial(),
                s.image(),
                s.initialCluster(),
                s.initialClusterState(),
                leaving,
                s.storage(),
                s.resources(),
                s.pod(),
                s.options(),
                s.tls(),
                recovery,
                s.restore());
    }
}
