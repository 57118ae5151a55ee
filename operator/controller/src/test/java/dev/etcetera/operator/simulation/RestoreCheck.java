package dev.etcetera.operator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.RestoreStage;
import dev.etcetera.operator.api.v1alpha1.EtcdMember;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.MemberRecovery;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberSpec.Part;
import dev.etcetera.operator.api.v1alpha1.RequestPhase;
import dev.etcetera.operator.plan.Step;
import dev.etcetera.operator.resources.Names;
import dev.etcetera.operator.simulation.ModelKubernetes.State;
import java.util.Objects;
import java.util.Optional;

/** What a restore in place may never do, checked just before each of its effects. */
record RestoreCheck(State state, ModelEtcd etcd) {

    void check(Step.Restore step) {
        switch (step) {
            case Step.BeginRestore begin ->
                assertThat(Objects.requireNonNull(state.cluster().getStatus()).restore())
                        .as("no other one is under way")
                        .isIn(null, begin.mark());
            case Step.CreateSeed create -> seed(Names.of(create.member()), RestoreStage.FILLING);
            case Step.FillVolume fill -> seed(Names.of(fill.member()), RestoreStage.FILLING);
            case Step.SetAside aside -> {
                at(step, RestoreStage.STOPPING);
                assertThat(etcd.restores().filled(claim(mark().seed())))
                        .as("%s is set aside: the seed is filled", Names.of(aside.member()))
                        .isTrue();
            }
            case Step.StopAside stop -> {
                if (stage() == RestoreStage.GROWING) {
                    lost(step);
                }
            }
            case Step.AdvanceRestore(EtcdClusterStatus.Restore mark)
            when mark.stage() == RestoreStage.GROWING -> mayBegin(mark);
            case Step.AdvanceRestore _ -> {}
            case Step.Discard discard -> mayGive(discard);
            case Step.TakeBack _ -> {
                at(step, RestoreStage.REVERTING);
                assertThat(state.members().keySet()).as("the seed is gone").doesNotContain(mark().seed());
            }
            case Step.DropFilled drop -> {
                if (stage() == RestoreStage.GROWING) {
                    lost(step);
                } else {
                    at(step, RestoreStage.REVERTING);
                    assertThat(drop.claim()).as("the seed's volume").isEqualTo(claim(mark().seed()));
                }
            }
            case Step.DropSeed drop -> {
                if (stage() == RestoreStage.GROWING) {
                    lost(step);
                } else {
                    seed(drop.name(), RestoreStage.REVERTING);
                }
            }
            case Step.EndRestore end ->
                assertThat(state.members().values())
                        .as("it is over: nobody is set aside")
                        .noneMatch(RestoreCheck::isAside);
            case Step.ReportRestore _ -> {}
        }
    }

    private void mayBegin(EtcdClusterStatus.Restore mark) {
        assertThat(state.pods()).as("it begins again: no member has a Pod").isEmpty();
        assertThat(state.members().values())
                .as("it begins again: all others are set aside")
                .allMatch(m ->
                        Names.of(m).equals(mark.seed()) || isAside(m) || part(m).equals(Optional.of(Part.GIVEN_UP)));
    }

    private void mayGive(Step.Discard discard) {
        at(discard, RestoreStage.GROWING);
        // Whoever died in the middle of it goes on with it.
        boolean whole = etcd.aliveVotersWithout(0) == state.cluster().getSpec().replicas();
        boolean deleted =
                state.restores().values().stream().noneMatch(r -> Names.uid(r).equals(mark().uid()));
        boolean decided = state.members().values().stream().anyMatch(m -> part(m).equals(Optional.of(Part.GIVEN_UP)))
                || state.restores().values().stream()
                        .anyMatch(r -> Names.uid(r).equals(mark().uid())
                                && r.getStatus() != null
                                && r.getStatus().phase() == RequestPhase.SUCCEEDED);
        assertThat(whole
                        || deleted
                        || decided
                        || etcd.ableWithout(0) < ModelEtcd.quorum(etcd.voters().size()))
                .as(
                        "%s is given up: all others serve, or cannot any more, or the user says so",
                        Names.of(discard.member()))
                .isTrue();
    }

    /** Whoever was set aside does not run; and whoever begins another cluster does so alone. */
    void mayRun(Step.CreatePod create) {
        EtcdMember now = state.members().get(Names.of(create.member()));
        assertThat(now != null && isAside(now))
                .as("%s was set aside and runs", Names.of(create.member()))
                .isFalse();
        if (begins(create)) {
            seed(Names.of(create.member()), RestoreStage.GROWING);
            assertThat(state.pods())
                    .as("%s begins a cluster: nobody else has a Pod", Names.of(create.member()))
                    .isEmpty();
        }
    }

    /** Whether it is the first Pod of a member whose volume was filled. */
    static boolean begins(Step.CreatePod create) {
        return create.newCluster() && create.member().getSpec().restore() != null;
    }

    private RestoreStage stage() {
        return mark().stage();
    }

    /** Whether nothing is left of what was restored. */
    private void lost(Step step) {
        boolean began = etcd.list().stream().anyMatch(m -> m.name().equals(mark().seed()));
        assertThat(began ? etcd.ableWithout(0) : 0)
                .as("%s: no voter has what it needs to come back", step)
                .isZero();
    }

    private void seed(String name, RestoreStage stage) {
        at(name, stage);
        assertThat(name).as("it is the seed").isEqualTo(mark().seed());
    }

    private void at(Object what, RestoreStage... stages) {
        assertThat(mark().stage()).as("%s: it is noted", what).isIn((Object[]) stages);
    }

    private EtcdClusterStatus.Restore mark() {
        EtcdClusterStatus.Restore mark =
                Objects.requireNonNull(state.cluster().getStatus()).restore();
        assertThat(mark).as("a restore is under way").isNotNull();
        return Objects.requireNonNull(mark);
    }

    private String claim(String member) {
        return Optional.ofNullable(state.members().get(member))
                .map(Names::claim)
                .orElse("");
    }

    static boolean isAside(EtcdMember member) {
        return part(member).equals(Optional.of(Part.SET_ASIDE));
    }

    private static Optional<Part> part(EtcdMember member) {
        return Optional.ofNullable(member.getSpec().recovery()).map(MemberRecovery::part);
    }
}
