package dev.etcetera.operator.simulation;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.resources.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Most members are lost at once, though not all; and a user asks for a recovery: when it is due, and when it is not. */
final class QuorumFaults {
    private final RandomGenerator random;
    private final ModelKubernetes kubernetes;
    private final ModelEtcd etcd;
    private final SimulatedOperator operator;

    QuorumFaults(RandomGenerator random, ModelKubernetes kubernetes, ModelEtcd etcd, SimulatedOperator operator) {
        this.random = random;
        this.kubernetes = kubernetes;
        this.etcd = etcd;
        this.operator = operator;
    }

    /** At least one whose data is whole stays; too few for a quorum do, and nobody else. */
    void loseQuorum() {
        List<EtcdMember> lost = new ArrayList<>(kubernetes.now().members().values().stream()
                .filter(m -> listed(m).filter(l -> !l.learner()).isPresent())
                .toList());
        List<EtcdMember> whole = new ArrayList<>(lost.stream()
                .filter(m -> listed(m).filter(l -> etcd.intact(l.memberId())).isPresent())
                .toList());
        int quorum = ModelEtcd.quorum(etcd.voters().size());
        if (whole.isEmpty() || lost.size() < 2 || new ModelRequests(kubernetes).forcing()) {
            return;
        }
        int stay = 1 + random.nextInt(Math.max(1, Math.min(whole.size(), quorum) - 1));
        for (int i = 0; i < stay; i++) {
            lost.remove(whole.remove(random.nextInt(whole.size())));
        }
        for (EtcdMember member : lost) {
            operator.trace().add("lost, and others with it, " + Names.of(member));
            if (random.nextInt(3) == 0) {
                etcd.damage(Names.claim(member));
            } else {
                kubernetes.deleteClaim(Names.claim(member));
                Optional.ofNullable(kubernetes.now().pods().get(Names.of(member)))
                        .ifPresent(p -> kubernetes.deletePod(p.name(), p.uid()));
            }
        }
    }

    /** A user who asks in any case, and may name anybody whose data is good. */
    void ask() {
        List<String> good = kubernetes.now().members().values().stream()
                .filter(m -> listed(m).filter(l -> etcd.well(l.memberId())).isPresent())
                .map(Names::of)
                .toList();
        boolean names = !good.isEmpty() && random.nextInt(3) == 0;
        ask(names ? good.get(random.nextInt(good.size())) : null);
    }

    /** A user who looks after the cluster asks once it cannot help itself, and again when that was refused. */
    void askIfDue() {
        EtcdClusterStatus status = kubernetes.now().cluster().getStatus();
        boolean served = status != null && status.clusterId() != null;
        boolean due = etcd.ableWithout(0) < ModelEtcd.quorum(etcd.voters().size());
        if (served
                && due
                && kubernetes.now().cluster().getSpec().replicas() > 0
                && !new ModelRequests(kubernetes).open()
                && random.nextInt(3) == 0) {
            ask(null);
        }
    }

    private void ask(@Nullable String survivor) {
        operator.trace().add("asked to recover" + (survivor == null ? "" : " with " + survivor));
        new ModelRequests(kubernetes).createRecovery(survivor);
    }

    private Optional<LiveMember> listed(EtcdMember member) {
        return etcd.list().stream()
                .filter(l -> l.name().equals(Names.of(member)))
                .findFirst();
    }
}
