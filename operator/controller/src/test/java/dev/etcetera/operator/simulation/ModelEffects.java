package dev.etcetera.operator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.plan.Clusters;
import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.resources.MemberObjects;
import dev.etcetera.operator.resources.Names;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Does on the model what a step does to the world, and checks each effect before. */
final class ModelEffects {
    private final ModelKubernetes kubernetes;
    private final ModelEtcd etcd;
    /** Lets the operator die between two effects. */
    private final Runnable between;
    /** Whether the next Pod is one that does not start. */
    private final BooleanSupplier stuck;

    private final Set<String> namesUsed = new HashSet<>();

    ModelEffects(ModelKubernetes kubernetes, ModelEtcd etcd, Runnable between, BooleanSupplier stuck) {
        this.kubernetes = kubernetes;
        this.etcd = etcd;
        this.between = between;
        this.stuck = stuck;
    }

    void execute(Step step) {
        new EffectCheck(kubernetes.now(), etcd).check(step);
        switch (step) {
            case Step.ApplyClusterObjects _, Step.Backup _ -> {}
            case Step.CreateMembers create ->
                create.serials()
                        .forEach(s -> createMember(MemberObjects.member(
                                kubernetes.now().cluster(),
                                s,
                                create.initialCluster(),
                                Clusters.IMAGE,
                                Optional.empty())));
            case Step.CreateJoiner create -> createMember(create.member());
            case Step.ChangeMember change ->
                kubernetes.patchMember(change.member(), _ -> change.member().getSpec());
            case Step.Volume volume -> new ModelVolumes(kubernetes, between).execute(volume);
            case Step.CreatePod create ->
                kubernetes.applyPod(create.member(), create.newCluster(), stuck.getAsBoolean());
            case Step.Removal removal -> new ModelRemovals(kubernetes).execute(removal);
            case Step.Restore restore -> new RestoreEffects(kubernetes, between, stuck).execute(restore);
            case Step.Recovery recovery -> new ModelRecovery(kubernetes, between).execute(recovery);
            case Step.Membership _ -> throw new IllegalStateException();
        }
    }

    private void createMember(EtcdMember member) {
        boolean isNew = !kubernetes.now().members().containsKey(Names.of(member));
        kubernetes.applyMember(member);
        assertThat(!isNew || namesUsed.add(Names.of(member)))
                .as("serial of " + Names.of(member) + " is new")
                .isTrue();
        between.run();
    }
}
