package dev.etcetera.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.lab.Lab;
import dev.etcetera.raft.lab.LabNode;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChange.Transition;
import dev.etcetera.raft.protocol.ConfChangeStep;
import dev.etcetera.raft.protocol.ConfChangeStep.Kind;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.StateType;
import dev.etcetera.raft.simulation.ConfChangeCodec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sections 6 and 7 of the paper, and chapter 4 of the thesis "Consensus: Bridging Theory and Practice". */
final class PaperMembershipTest {
    private static final ConfState TWO_AND_A_LEARNER =
            new ConfState(List.of(1L, 2L), List.of(3L), List.of(), List.of(), false);

    @Test
    void section6JointConsensusNeedsBothMajorities() {
        Lab lab = withEmptyNodes(Lab.ofVoters(3, Lab.PLAIN), 4, 5, 6);
        LabNode leader = lab.elect(1);
        change(
                leader,
                Transition.EXPLICIT,
                new ConfChangeStep(Kind.ADD_NODE, 4),
                new ConfChangeStep(Kind.ADD_NODE, 5),
                new ConfChangeStep(Kind.ADD_NODE, 6),
                new ConfChangeStep(Kind.REMOVE_NODE, 2),
                new ConfChangeStep(Kind.REMOVE_NODE, 3));
        bringUp(lab, leader);
        lab.propose(1, "old ones only");
        lab.stabilize(message -> message.from() <= 3 && message.to() <= 3);

        assertThat(leader.appliedTexts()).as("the old majority holds it").isEmpty();
        lab.tick(1, 1);
        lab.stabilize();
        assertThat(leader.appliedTexts()).containsExactly("old ones only");
    }

    @Test
    void section6OldMembersAreNotNeededOnceTheJointConfigurationIsLeft() {
        Lab lab = withEmptyNodes(Lab.ofVoters(3, Lab.PLAIN), 4, 5);
        LabNode leader = lab.elect(1);
        change(
                leader,
                Transition.AUTO,
                new ConfChangeStep(Kind.ADD_NODE, 4),
                new ConfChangeStep(Kind.ADD_NODE, 5),
                new ConfChangeStep(Kind.REMOVE_NODE, 2),
                new ConfChangeStep(Kind.REMOVE_NODE, 3));
        bringUp(lab, leader);
        lab.propose(1, "x");
        lab.stabilize(Lab.without(2).and(Lab.without(3)));

        assertThat(leader.appliedTexts()).containsExactly("x");
        assertThat(lab.node(4).appliedTexts()).containsExactly("x");
    }

    @Test
    void thesis421LearnerGetsEverythingAndDecidesNothing() {
        Lab lab = new Lab(Lab.PLAIN, RaftLimits.etcd(), Tracer.NONE);
        for (long id = 1; id <= 3; id++) {
            lab.add(id, TWO_AND_A_LEARNER, 1);
        }
        LabNode leader = lab.elect(1);
        lab.propose(1, "x");
        lab.stabilize(Lab.without(2));
        assertThat(leader.appliedTexts()).as("one voter of two").isEmpty();

        lab.tick(1, 1);
        lab.stabilize();
        assertThat(lab.node(3).appliedTexts()).containsExactly("x");
        lab.tick(3, 10 * Lab.ELECTION_TICKS);
        assertThat(lab.node(3).state()).isEqualTo(StateType.FOLLOWER);
    }

    @Test
    void thesis422RemovedLeaderGoesOnUntilTheOthersHaveWhatItCommitted() {
        Lab lab = Lab.ofVoters(3, Lab.PLAIN);
        LabNode leader = lab.elect(1);
        change(leader, Transition.AUTO, new ConfChangeStep(Kind.REMOVE_NODE, 1));
        lab.propose(1, "x");
        lab.stabilize();

        assertThat(leader.state()).isEqualTo(StateType.LEADER);
        assertThat(lab.node(2).appliedTexts()).containsExactly("x");
        assertThat(lab.propose(1, "y")).isEqualTo(ProposeResult.DROPPED);
    }

    @Test
    void thesis423MemberThatHearsFromItsLeaderIgnoresWhoDoesNot() {
        Lab lab = Lab.ofVoters(3, new RaftFeatures(false, true, ReadOnlyOption.SAFE, false));
        LabNode leader = lab.elect(1);
        lab.tick(3, 2 * Lab.ELECTION_TICKS + 2);
        lab.stabilize(message -> message.from() == 3 || message.to() == 3);

        assertThat(lab.node(3).term()).isGreaterThan(leader.term());
        assertThat(lab.node(2).term()).isEqualTo(leader.term());
        assertThat(lab.node(2).status().softState().leader()).isEqualTo(1);
    }

    @Test
    void section7LaggingFollowerGetsASnapshotAndThenTheRest() {
        Lab lab = Lab.ofVoters(3, Lab.PLAIN);
        LabNode leader = lab.elect(1);
        lab.propose(1, "a", "b");
        lab.stabilize(Lab.without(3));
        leader.compact(4);
        lab.propose(1, "c");
        lab.stabilize(Lab.without(3));
        lab.tick(1, 1);
        lab.stabilize();

        assertThat(lab.node(3).log().firstIndex()).isEqualTo(5);
        assertThat(lab.node(3).appliedTexts()).containsExactly("c");
        assertThat(lab.node(3).commit()).isEqualTo(leader.commit());
    }

    private static Lab withEmptyNodes(Lab lab, long... ids) {
        for (long id : ids) {
            lab.add(id, ConfState.EMPTY, 0);
        }
        return lab;
    }

    /** New members get a snapshot of when they are members: that from before their time is of no use to them. */
    private static void bringUp(Lab lab, LabNode leader) {
        lab.stabilize();
        leader.compact(leader.status().applied());
        lab.nodes().forEach(node -> leader.raft().reportSnapshot(node.id(), false));
        lab.tick(1, 1);
        lab.stabilize();
    }

    private static void change(LabNode leader, Transition transition, ConfChangeStep... steps) {
        ConfChange change = new ConfChange(List.of(steps), transition, Payload.EMPTY);
        leader.raft().proposeConfChange(EntryType.CONF_CHANGE_V2, ConfChangeCodec.encode(change));
    }
}
