package dev.etcetera.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdMemberStatus;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberStatus.Phase;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberStatus.Role;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.plan.Clusters;
import dev.etcetera.operator.plan.Scene;
import org.junit.jupiter.api.Test;

class MemberStatusBuilderTest {
    @Test
    void membersHaveTheirRoles() {
        ObservedCluster observed = Scene.serving(3).observed();
        assertThat(status(observed, 1).role()).isEqualTo(Role.LEADER);
        assertThat(status(observed, 2).role()).isEqualTo(Role.FOLLOWER);
        assertThat(status(observed, 2).phase()).isEqualTo(Phase.READY);
    }

    @Test
    void memberJoinsFromItsResourceUntilItsVote() {
        Scene scene = Scene.serving(3).wanted(5).joiner(4);
        assertThat(status(scene.observed(), 4).phase()).isEqualTo(Phase.JOINING);
        scene.volume(4).learner(4, true).pod(4, Clusters.pod(4));
        assertThat(status(scene.observed(), 4).phase()).isEqualTo(Phase.JOINING);
        scene.answers(4, 10);
        EtcdMemberStatus learner = status(scene.observed(), 4);
        assertThat(learner.phase()).isEqualTo(Phase.JOINING);
        assertThat(learner.role()).isEqualTo(Role.LEARNER);
        assertThat(learner.memberId()).isEqualTo("4");
    }

    @Test
    void learnerThatCannotStartHasFailed() {
        ObservedCluster observed = Scene.serving(3)
                .wanted(5)
                .joiner(4)
                .volume(4)
                .learner(4, false)
                .pod(4, Clusters.stuckPod(4, "cannot be scheduled"))
                .observed();
        assertThat(status(observed, 4).phase()).isEqualTo(Phase.FAILED);
        assertThat(status(observed, 4).message()).isEqualTo("cannot be scheduled");
    }

    @Test
    void memberThatWasToldToLeaveLeaves() {
        ObservedCluster observed = Scene.serving(3).wanted(1).leaving(3).observed();
        assertThat(status(observed, 3).phase()).isEqualTo(Phase.LEAVING);
    }

    private static EtcdMemberStatus status(ObservedCluster observed, int serial) {
        return observed.members().stream()
                .filter(m -> m.serial() == serial)
                .map(m -> MemberStatusBuilder.member(m, observed))
                .findFirst()
                .orElseThrow();
    }
}
