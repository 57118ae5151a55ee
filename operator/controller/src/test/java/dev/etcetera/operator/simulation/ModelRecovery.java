package dev.etcetera.operator.simulation;

import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberRecovery;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.Part;
import dev.etcetera.operator.plan.Step;
import org.jspecify.annotations.Nullable;

/** Does on the model what the steps of a recovery do; the operator may die between two effects. */
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

    static EtcdMemberSpec leaving(EtcdMemberSpec s) {
        return with(s, true, s.recovery());
    }

    static EtcdMemberSpec part(EtcdMemberSpec s, String uid, Part part) {
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
