package dev.etcetera.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.lab.Lab;
import dev.etcetera.raft.lab.LabNode;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.StateType;
import org.junit.jupiter.api.Test;

/** Of the thesis: leadership transfer (3.10), reads (6.4), a leader cut off (6.2), pre-vote (9.6), writing in parallel (10.2.1). */
final class PaperLeadershipTest {
    private static final Payload READ = Payload.wrap(new byte[] {7});

    @Test
    void thesis310LeaderTakesNoProposalsWhileItHandsOver() {
        Lab lab = Lab.ofVoters(3, Lab.ETCD);
        LabNode leader = lab.elect(1);
        leader.raft().transferLeader(2);
        assertThat(lab.propose(1, "x")).isEqualTo(ProposeResult.DROPPED);
        lab.stabilize();

        assertThat(lab.node(2).state()).isEqualTo(StateType.LEADER);
        assertThat(leader.state()).isEqualTo(StateType.FOLLOWER);
    }

    @Test
    void thesis310HandingOverIsGivenUpAfterAnElectionTimeout() {
        Lab lab = Lab.ofVoters(3, Lab.PLAIN);
        LabNode leader = lab.elect(1);
        leader.raft().transferLeader(3);
        lab.stabilize(Lab.without(3));
        lab.tick(1, Lab.ELECTION_TICKS);

        assertThat(lab.propose(1, "x")).isEqualTo(ProposeResult.ACCEPTED);
    }

    @Test
    void thesis62LeaderThatHearsFromNoQuorumStepsDown() {
        Lab lab = Lab.ofVoters(3, Lab.ETCD);
        LabNode leader = lab.elect(1);
        lab.tick(1, Lab.ELECTION_TICKS);
        lab.stabilize(Lab.without(1));
        lab.tick(1, Lab.ELECTION_TICKS);

        assertThat(leader.state()).isEqualTo(StateType.FOLLOWER);
    }

    @Test
    void thesis64ReadIsAnsweredOnceAQuorumStillKnowsTheLeader() {
        Lab lab = Lab.ofVoters(3, Lab.ETCD);
        LabNode leader = lab.elect(1);
        leader.raft().readIndex(READ);
        lab.stabilize(Lab.without(1));
        assertThat(leader.reads()).as("cut off").isEmpty();

        leader.raft().readIndex(Payload.wrap(new byte[] {8}));
        lab.stabilize();
        assertThat(leader.reads()).contains(new ReadState(leader.commit(), READ));
    }

    @Test
    void thesis64FollowerAsksTheLeader() {
        Lab lab = Lab.ofVoters(3, Lab.ETCD);
        LabNode leader = lab.elect(1);
        lab.node(3).raft().readIndex(READ);
        lab.stabilize();

        assertThat(lab.node(3).reads()).containsExactly(new ReadState(leader.commit(), READ));
    }

    @Test
    void thesis96MemberThatWasCutOffComesBackWithoutAHigherTerm() {
        Lab lab = Lab.ofVoters(3, Lab.ETCD);
        LabNode leader = lab.elect(1);
        lab.tick(3, 50 * Lab.ELECTION_TICKS);
        lab.stabilize(Lab.without(3));

        assertThat(lab.node(3).state()).isEqualTo(StateType.PRE_CANDIDATE);
        assertThat(lab.node(3).term()).isEqualTo(leader.term());
    }

    @Test
    void thesis1021LeaderSendsEntriesWhileItsOwnDiskWrites() {
        Lab lab = Lab.ofVoters(3, Lab.ETCD);
        LabNode leader = lab.elect(1);
        lab.propose(1, "x");
        Ready ready = leader.raft().ready();

        assertThat(ready.messages()).hasSize(2);
        assertThat(ready.append().orElseThrow().messagesAfter()).isEmpty();
    }
}
