package dev.etcetera.operator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.InitialMember;
import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.simulation.ModelKubernetes.State;
import java.util.Optional;

/** What may never be done, checked just before each effect. */
record EffectCheck(State state, ModelEtcd etcd) {

    void check(Step step) {
        switch (step) {
            case Step.RollPod roll -> mayStop(roll);
            case Step.StopPod stop -> mayRest(stop);
            case Step.GrowVolume grow ->
                assertThat(state.claims().values())
                        .as("%s: volumes grow one at a time", Names.of(grow.member()))
                        .allMatch(c -> c.terminating()
                                || c.has() >= c.asks()
                                || state.members().values().stream()
                                        .noneMatch(
                                                m -> counts(m) && Names.claim(m).equals(c.name())));
            case Step.DeletePod delete -> gone(delete.name(), step);
            case Step.DeleteMember delete -> gone(delete.name(), step);
            case Step.DeleteVolume delete -> {
                assertThat(etcd.intactWithout(0))
                        .as("%s: the others have the data", delete)
                        .isGreaterThanOrEqualTo(ModelEtcd.quorum(etcd.voters().size()));
                state.members().values().stream()
                        .filter(m -> Names.claim(m).equals(delete.name()))
                        .forEach(m -> gone(Names.of(m), step));
            }
            case Step.Recovery recovery -> new RecoveryCheck(state, etcd).check(recovery);
            case Step.Restore restore -> new RestoreCheck(state, etcd).check(restore);
            case Step.CreatePod create -> {
                new RecoveryCheck(state, etcd).mayRun(create.member());
                // A Pod of a member that left meanwhile does no harm; one that forms a second cluster would.
                new RestoreCheck(state, etcd).mayRun(create);
                if (create.newCluster() && !RestoreCheck.begins(create)) {
                    assertThat(etcd.list().isEmpty()
                                    || etcd.at(url(create.member())).isPresent())
                            .as("%s: forms no second cluster", Names.of(create.member()))
                            .isTrue();
                }
            }
            case Step.Replace replace ->
                assertThat(state.cluster().getStatus().repairs())
                        .as("%s: is counted before", replace)
                        .isNotNull()
                        .satisfies(r -> assertThat(r.lastMember()).isEqualTo(Names.of(replace.member())));
            default -> {}
        }
    }

    /** A member that serves is stopped only while all others serve, have it all, and nobody is on the way in or out. */
    private void mayStop(Step.RollPod roll) {
        Optional<LiveMember> serves = Optional.ofNullable(state.members().get(roll.name()))
                .flatMap(m -> etcd.at(url(m)))
                .filter(m -> !m.learner() && etcd.alive().contains(m.memberId()));
        if (serves.isEmpty()) {
            return;
        }
        assertThat(state.members().values().stream()
                        .filter(m -> Names.of(m).equals(roll.name()))
                        .allMatch(m -> etcd.versions().starts(m.getSpec().image())))
                .as("%s: starts again, for the cluster is no newer", roll)
                .isTrue();
        long id = serves.get().memberId();
        assertThat(roll.evict() || etcd.voters().size() == 1)
                .as("%s: asks the budget, for others may stop members, too", roll)
                .isTrue();
        assertThat(etcd.list()).as("%s: no learner meanwhile", roll).noneMatch(LiveMember::learner);
        assertThat(id == etcd.leader() && etcd.voters().size() > 1)
                .as("%s: leads", roll)
                .isFalse();
        assertThat(etcd.voters().stream()
                        .map(LiveMember::memberId)
                        .filter(other -> other != id)
                        .toList())
                .as("%s: the others are well and have it all", roll)
                .allMatch(other -> etcd.well(other) && etcd.lag(other) <= 1_000);
    }

    /** All are to be stopped, and the leader when nobody is there any more who might be elected. */
    private void mayRest(Step.StopPod stop) {
        assertThat(state.cluster().getSpec().replicas())
                .as("%s: it is asked for", stop)
                .isZero();
        Optional<LiveMember> leads = Optional.ofNullable(state.members().get(stop.name()))
                .flatMap(m -> etcd.at(url(m)))
                .filter(m -> m.memberId() == etcd.leader());
        assertThat(
                        leads.isPresent()
                                ? state.pods().values().stream()
                                        .filter(p -> !p.terminating() && !p.fills())
                                        .count()
                                : 1)
                .as("%s: the leader stops last", stop)
                .isEqualTo(1);
    }

    /** Of what the user has not asked for nothing is done out of turn, unless the member does not run anyway. */
    void checkTurn(Step step, boolean turn) {
        if (turn || !(step instanceof Step.RollPod roll)) {
            return;
        }
        String wanted = state.cluster().getSpec().version();
        boolean asked = state.members().values().stream()
                        .anyMatch(m -> !m.getSpec().image().endsWith(":" + wanted))
                || state.pods().values().stream()
                        .anyMatch(p -> !p.member().getSpec().image().endsWith(":" + wanted));
        boolean serves = Optional.ofNullable(state.members().get(roll.name()))
                .flatMap(m -> etcd.at(url(m)))
                .filter(m -> etcd.alive().contains(m.memberId()))
                .isPresent();
        assertThat(asked || !serves).as("%s: it is its turn", roll).isTrue();
    }

    /** A member loses nothing as long as the cluster counts on it. */
    private void gone(String name, Step step) {
        EtcdMember member = state.members().get(name);
        if (member != null) {
            assertThat(etcd.at(url(member)))
                    .as("%s: is no member any more", step)
                    .isEmpty();
        }
    }

    private boolean counts(EtcdMember member) {
        return member.getSpec().leaving() == null
                && etcd.at(url(member)).filter(m -> !m.learner()).isPresent();
    }

    static String url(EtcdMember member) {
        return member.getSpec().initialCluster().stream()
                .filter(m -> m.name().equals(Names.of(member)))
                .map(InitialMember::peerUrl)
                .findFirst()
                .orElseThrow();
    }
}
