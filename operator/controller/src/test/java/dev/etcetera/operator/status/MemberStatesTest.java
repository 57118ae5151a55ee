package dev.etcetera.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.operator.api.v1alpha1.EtcdCluster;
import dev.etcetera.operator.api.v1alpha1.EtcdClusterStatus.MemberState;
import dev.etcetera.operator.api.v1alpha1.EtcdMemberStatus.Role;
import dev.etcetera.operator.observe.ObservedCluster;
import dev.etcetera.operator.plan.Scene;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MemberStatesTest {
    @Test
    void eachMemberIsSeenAtAGlance() {
        List<MemberState> states = states(
                Scene.serving(3).stored(1, 12, 9).applied(2, 900).silent(3).observed());
        assertThat(states)
                .containsExactly(
                        new MemberState("demo-1", Role.LEADER, true, "3.7.3", "12Mi", "9Mi", 0L, "n1"),
                        new MemberState("demo-2", Role.FOLLOWER, true, "3.7.3", "0Mi", "0Mi", 100L, "n1"),
                        new MemberState("demo-3", null, false, null, null, null, null, "n1"));
    }

    @Test
    void lagIsToldInSteps() {
        assertThat(states(Scene.serving(3).applied(2, 901).observed()).get(1).lag())
                .isZero();
        assertThat(states(Scene.serving(3).applied(2, 1).observed()).get(1).lag())
                .isEqualTo(100);
        assertThat(states(Scene.serving(3).applied(2, 0).observed()).get(1).lag())
                .isEqualTo(1_000);
    }

    @Test
    void sizeThatHardlyMovesIsNotToldAnew() {
        assertThat(after(100, 109)).isEqualTo("100Mi");
        assertThat(after(100, 92)).isEqualTo("100Mi");
        assertThat(after(100, 111)).isEqualTo("111Mi");
        assertThat(after(3, 4)).isEqualTo("3Mi");
        assertThat(after(3, 5)).isEqualTo("5Mi");
    }

    @Test
    void corruptMemberIsNotHealthy() {
        assertThat(states(Scene.serving(3).corrupt(2).observed()))
                .extracting(MemberState::healthy)
                .containsExactly(true, false, true);
    }

    private static String after(long before, long now) {
        ObservedCluster first = Scene.serving(1).stored(1, before, 1).observed();
        ObservedCluster second = Scene.serving(1).stored(1, now, 1).observed();
        EtcdCluster resource = second.resource();
        resource.setStatus(Objects.requireNonNull(resource.getStatus()).with(null, states(first)));
        return Objects.requireNonNull(states(second).getFirst().dbSize());
    }

    private static List<MemberState> states(ObservedCluster observed) {
        return Objects.requireNonNull(MemberStates.of(observed));
    }
}
