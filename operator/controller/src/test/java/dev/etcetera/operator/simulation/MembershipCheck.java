package dev.etcetera.operator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.simulation.ModelKubernetes.State;
import java.util.Optional;

/** What may never be asked of the cluster itself, checked just before each request. */
record MembershipCheck(State state, ModelEtcd etcd) {

    void check(Step.Membership step) {
        long voters = etcd.voters().size();
        switch (step) {
            case Step.AddLearner add -> {
                new RecoveryCheck(state, etcd).unforced(add.toString());
                assertThat(etcd.list()).as("%s: no other learner", add).noneMatch(LiveMember::learner);
                assertThat(etcd.aliveVotersWithout(0))
                        .as("%s: all voters are well", add)
                        .isEqualTo(voters);
                copiesGoodData(add);
            }
            case Step.PromoteLearner promote -> {
                assertThat(etcd.alive()).as("%s: it is up", promote).contains(promote.memberId());
                assertThat(etcd.aliveVotersWithout(0))
                        .as("%s: all voters are well", promote)
                        .isEqualTo(voters);
                copiesGoodData(promote);
            }
            case Step.MoveLeader move -> mayLead(move);
            case Step.Space space -> etcd.space().check(space, etcd);
            case Step.DisarmCorrupt _ -> {}
            case Step.CancelDowngrade cancel -> noted(cancel, cancel.etcdVersion());
            case Step.EnableDowngrade enable -> {
                noted(enable, enable.etcdVersion());
                assertThat(etcd.aliveVotersWithout(0))
                        .as("%s: a quorum is well", enable)
                        .isGreaterThanOrEqualTo(ModelEtcd.quorum((int) voters));
            }
            case Step.RemoveMember remove -> mayLeave(remove);
        }
    }

    private void mayLead(Step.MoveLeader move) {
        LiveMember target = listed(move.targetId());
        assertThat(target.learner()).as("%s: has a vote", move).isFalse();
        assertThat(etcd.alive()).as("%s: is well", move).contains(move.targetId());
        assertThat(etcd.well(move.targetId())).as("%s: has good data", move).isTrue();
        assertThat(leaves(target) && etcd.well(etcd.leader()))
                .as("%s: stays", move)
                .isFalse();
    }

    private void mayLeave(Step.RemoveMember remove) {
        long voters = etcd.voters().size();
        assertThat(etcd.leader()).as("%s: does not lead", remove).isNotEqualTo(remove.memberId());
        boolean voter = etcd.voters().stream().anyMatch(m -> m.memberId() == remove.memberId());
        assertThat(!voter || etcd.aliveVotersWithout(remove.memberId()) >= ModelEtcd.quorum((int) voters - 1))
                .as("%s: enough of the others are well", remove)
                .isTrue();
        long whole = etcd.voters().stream()
                .filter(m -> m.memberId() != remove.memberId() && etcd.well(m.memberId()))
                .count();
        assertThat(!voter || whole > 0)
                .as("%s: one with good data stays", remove)
                .isTrue();
        assertThat(voter
                        && voters == 2
                        && etcd.alive().contains(remove.memberId())
                        && state.cluster().getSpec().replicas() > 1
                        && !rescued())
                .as("%s: leaves nobody alone", remove)
                .isFalse();
    }

    /** The operator begins what it noted before, and calls off nothing else. */
    private void noted(Step.Membership step, String etcdVersion) {
        assertThat(state.cluster().getStatus().downgradeTo())
                .as("%s: the downgrade is noted", step)
                .isEqualTo(etcdVersion);
    }

    private void copiesGoodData(Step.Membership step) {
        assertThat(etcd.well(etcd.leader()))
                .as("%s: the leader, whose data it gets, has good data", step)
                .isTrue();
    }

    /** Whether somebody was removed by hand: what the others are then worth only a user knows. */
    private boolean rescued() {
        return state.members().values().stream()
                .anyMatch(m -> m.getSpec().leaving() == null
                        && etcd.at(EffectCheck.url(m)).isEmpty()
                        && m.getStatus() != null
                        && m.getStatus().memberId() != null);
    }

    private LiveMember listed(long id) {
        return etcd.list().stream().filter(m -> m.memberId() == id).findFirst().orElseThrow();
    }

    private boolean leaves(LiveMember listed) {
        return Optional.ofNullable(state.members().get(listed.name()))
                .map(m -> Boolean.TRUE.equals(m.getSpec().leaving()))
                .orElse(true);
    }
}
