package dev.etcetera.operator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberRecovery;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.Part;
import dev.etcetera.operator.member.LiveMember;
import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.simulation.ModelKubernetes.State;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a recovery may never do, checked just before each of its effects. */
record RecoveryCheck(State state, ModelEtcd etcd) {

    void check(Step.Recovery step) {
        switch (step) {
            case Step.BeginRecovery begin -> mayBegin(begin);
            case Step.GiveUp give -> {
                assertThat(Names.of(give.member()))
                        .as("%s: not the survivor", Names.of(give.member()))
                        .isNotEqualTo(survivor());
                noQuorum("gives up " + Names.of(give.member()));
            }
            case Step.StopGivenUp stop ->
                assertThat(Optional.ofNullable(state.members().get(stop.name()))
                                .map(RecoveryCheck::part)
                                .orElse(Optional.of(Part.GIVEN_UP)))
                        .as("%s: was given up", stop)
                        .contains(Part.GIVEN_UP);
            case Step.Force force -> {
                String name = Names.of(force.member());
                assertThat(state.pods().keySet())
                        .as("%s is forced: no other Pod", name)
                        .allMatch(name::equals);
                assertThat(state.members().values())
                        .as("%s is forced: no other one is", name)
                        .noneMatch(m -> !Names.of(m).equals(name) && part(m).equals(Optional.of(Part.FORCED)));
                noQuorum("forces " + name);
            }
            case Step.RestartSurvivor restart ->
                assertThat(restart.name()).as("%s: the survivor", restart).isEqualTo(survivor());
            case Step.Release release ->
                assertThat(etcd.list())
                        .as("%s is released: it is alone", Names.of(release.member()))
                        .hasSize(1);
            case Step.GrowAgain _ -> unforced("it grows");
            case Step.Spare _, Step.ReportRecovery _, Step.EndRecovery _ -> {}
        }
    }

    private void mayBegin(Step.BeginRecovery begin) {
        noQuorum("begins");
        LiveMember survivor = etcd.list().stream()
                .filter(m -> m.name().equals(begin.mark().survivor()))
                .findFirst()
                .orElseThrow();
        assertThat(etcd.alive()).as("the survivor answers").contains(survivor.memberId());
        if (begin.recovery().getSpec().survivor() == null) {
            assertThat(etcd.voters())
                    .as("the survivor has the most")
                    .allMatch(m -> !etcd.well(m.memberId()) || etcd.lag(m.memberId()) >= etcd.lag(survivor.memberId()));
        }
    }

    private void noQuorum(String what) {
        assertThat(etcd.hasQuorum()).as("%s: there is a quorum", what).isFalse();
    }

    /** Nobody is added while some Pod would make a cluster of one again. */
    void unforced(String what) {
        assertThat(state.pods().values())
                .as("%s: no Pod is made with --force-new-cluster", what)
                .noneMatch(p -> forced(p.member()));
        assertThat(state.members().values())
                .as("%s: no member is to be made with --force-new-cluster", what)
                .noneMatch(RecoveryCheck::forced);
    }

    /** Whoever was given up does not run while the recovery is under way. */
    void mayRun(EtcdMember member) {
        EtcdMember now = state.members().get(Names.of(member));
        assertThat(now != null && part(now).equals(Optional.of(Part.GIVEN_UP)))
                .as("%s was given up and runs again", Names.of(member))
                .isFalse();
    }

    static boolean forced(EtcdMember member) {
        return part(member).equals(Optional.of(Part.FORCED));
    }

    private static Optional<Part> part(EtcdMember member) {
        return Optional.ofNullable(member.getSpec().recovery()).map(MemberRecovery::part);
    }

    private String survivor() {
        EtcdClusterStatus.Recovery mark = mark();
        return mark == null ? "" : mark.survivor();
    }

    private EtcdClusterStatus.@Nullable Recovery mark() {
        EtcdClusterStatus status = state.cluster().getStatus();
        return status == null ? null : status.recovery();
    }
}
