package dev.etcetera.operator.simulation;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.RestoreStage;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.Part;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import dev.etcetera.operator.resources.Names;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A user has a cluster go back to what a backup has, and may call it off; what was filled may be lost. */
final class RestoreFaults {
    private final RandomGenerator random;
    private final ModelKubernetes kubernetes;
    private final SimulatedOperator operator;
    private final ModelRequests requests;

    RestoreFaults(RandomGenerator random, ModelKubernetes kubernetes, SimulatedOperator operator) {
        this.random = random;
        this.kubernetes = kubernetes;
        this.operator = operator;
        this.requests = new ModelRequests(kubernetes);
    }

    void ask() {
        operator.trace().add("asked to restore");
        requests.createRestore();
    }

    void callOff() {
        operator.trace().add("restores are called off");
        requests.deleteRestores();
    }

    /** Its volume, and perhaps its resource; once others answered, it is a member like any other. */
    void loseSeed() {
        Optional<EtcdMember> seed = requests.restore()
                .filter(r -> r.stage() != RestoreStage.GROWING || (alone(r.seed()) && !decided(r.uid())))
                .map(r -> kubernetes.now().members().get(r.seed()));
        if (seed.isEmpty()) {
            return;
        }
        operator.trace().add("lost what was filled for " + Names.of(seed.get()));
        kubernetes.deleteClaim(Names.claim(seed.get()));
        Optional.ofNullable(kubernetes.now().pods().get(Names.of(seed.get())))
                .ifPresent(p -> kubernetes.deletePod(p.name(), p.uid()));
        if (random.nextInt(3) == 0) {
            kubernetes.deleteMember(Names.of(seed.get()), Names.uid(seed.get()));
        }
    }

    /** Whether there is no way back. */
    private boolean decided(String uid) {
        return kubernetes.now().members().values().stream()
                        .map(m -> m.getSpec().recovery())
                        .anyMatch(r -> r != null && r.uid().equals(uid) && r.part() == Part.GIVEN_UP)
                || kubernetes.now().restores().values().stream()
                        .anyMatch(r -> Names.uid(r).equals(uid)
                                && r.getStatus() != null
                                && r.getStatus().phase() == RequestPhase.SUCCEEDED);
    }

    private boolean alone(String seed) {
        return kubernetes.now().members().values().stream()
                .filter(m -> !Names.of(m).equals(seed) && m.getSpec().recovery() == null)
                .allMatch(m -> m.getStatus() == null || m.getStatus().memberId() == null);
    }
}
