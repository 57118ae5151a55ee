package dev.etcetera.raft.confchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.confchange.ChangeOutcome.Changed;
import dev.etcetera.raft.confchange.ChangeOutcome.Refused;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChange.Transition;
import dev.etcetera.raft.protocol.ConfChangeStep;
import dev.etcetera.raft.protocol.ConfChangeStep.Kind;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.quorum.IdSet;
import dev.etcetera.raft.quorum.JointConfig;
import dev.etcetera.raft.tracker.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ChangerTest {
    private static final Configuration THREE =
            new Configuration(JointConfig.of(IdSet.of(1, 2, 3), IdSet.EMPTY), IdSet.EMPTY, IdSet.EMPTY, false);

    private static ConfChangeStep step(Kind kind, long id) {
        return new ConfChangeStep(kind, id);
    }

    private static Configuration changed(ChangeOutcome outcome) {
        assertThat(outcome).isInstanceOf(Changed.class);
        return ((Changed) outcome).configuration();
    }

    private static void refused(ChangeOutcome outcome, String reason) {
        assertThat(outcome).isEqualTo(new Refused(reason));
    }

    @Test
    void oneVoterAtATimeGoesTheSimpleWay() {
        ConfChange add = ConfChange.of(Kind.ADD_NODE, 4);
        assertThat(changed(Changer.change(THREE, add))).hasToString("voters=(1 2 3 4)");
    }

    @Test
    void simpleWayRefusesTwoVoters() {
        List<ConfChangeStep> steps = List.of(step(Kind.ADD_NODE, 4), step(Kind.REMOVE_NODE, 1));
        refused(Changer.simple(THREE, steps), "more than one voter changed without entering joint config");
    }

    @Test
    void lastVoterStays() {
        Configuration one = changed(Changer.simple(Configuration.EMPTY, List.of(step(Kind.ADD_NODE, 1))));
        refused(Changer.simple(one, List.of(step(Kind.REMOVE_NODE, 1))), "removed all voters");
    }

    @Test
    void severalStepsGoThroughJointConfiguration() {
        List<ConfChangeStep> steps = List.of(step(Kind.ADD_NODE, 4), step(Kind.REMOVE_NODE, 1));
        ConfChange change = new ConfChange(steps, Transition.AUTO, Payload.EMPTY);
        Configuration joint = changed(Changer.change(THREE, change));
        assertThat(joint).hasToString("voters=(2 3 4)&&(1 2 3) autoleave");
        assertThat(changed(Changer.change(joint, ConfChange.leave()))).hasToString("voters=(2 3 4)");
        refused(Changer.enterJoint(joint, true, steps), "config is already joint");
        refused(Changer.simple(joint, steps), "can't apply simple config change in joint config");
    }

    @Test
    void demotedVoterBecomesLearnerWhenJointConfigurationIsLeft() {
        ConfChange demote = new ConfChange(List.of(step(Kind.ADD_LEARNER, 3)), Transition.EXPLICIT, Payload.EMPTY);
        Configuration joint = changed(Changer.change(THREE, demote));
        assertThat(joint).hasToString("voters=(1 2)&&(1 2 3) learners_next=(3)");
        assertThat(changed(Changer.leaveJoint(joint))).hasToString("voters=(1 2) learners=(3)");
    }

    @Test
    void nodeZeroChangesNothing() {
        assertThat(changed(Changer.change(THREE, ConfChange.of(Kind.ADD_NODE, 0))))
                .isEqualTo(THREE);
    }

    @Test
    void leavingWithoutJointConfigurationIsRefused() {
        refused(Changer.leaveJoint(THREE), "can't leave a non-joint config");
        refused(Changer.enterJoint(Configuration.EMPTY, true, List.of()), "can't make a zero-voter config joint");
    }

    @Test
    void jointAndSimpleWaysEndInTheSameConfiguration() {
        Random random = new Random(7);
        for (int round = 0; round < 5_000; round++) {
            Configuration simple = THREE;
            List<ConfChangeStep> taken = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Kind kind = List.of(Kind.values()).get(random.nextInt(4));
                ConfChangeStep next = step(kind, random.nextInt(1, 7));
                if (Changer.simple(simple, List.of(next)) instanceof Changed(Configuration to)) {
                    assertThat(to.learners().toList()).noneMatch(to::isVoter);
                    simple = to;
                    taken.add(next);
                }
            }
            Configuration joint = changed(Changer.enterJoint(THREE, false, taken));
            assertThat(joint.outgoing()).isEqualTo(THREE.incoming());
            assertThat(changed(Changer.leaveJoint(joint))).as("%s", taken).isEqualTo(simple);
            assertThat(ConfigurationRules.restore(joint.confState())).isEqualTo(joint);
        }
    }
}
