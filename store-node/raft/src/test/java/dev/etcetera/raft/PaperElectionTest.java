package dev.etcetera.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.lab.Lab;
import dev.etcetera.raft.lab.LabNode;
import dev.etcetera.raft.log.MemoryLog;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Message.VoteKind;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.protocol.SnapshotMetadata;
import dev.etcetera.raft.protocol.StateType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Sections 5.1 and 5.2 of "In Search of an Understandable Consensus Algorithm", sentence by sentence. */
final class PaperElectionTest {
    @Test
    void section51StaleLeaderOrCandidateRevertsToFollower() {
        Lab lab = Lab.ofVoters(3, Lab.PLAIN);
        LabNode leader = lab.elect(1);
        leader.raft().step(new Message.Append(2, 1, 9, new EntryId(1, 1), List.of(), 0));
        assertThat(leader.state()).isEqualTo(StateType.FOLLOWER);
        assertThat(leader.term()).isEqualTo(9);
    }

    @Test
    void section51RequestWithStaleTermIsRejected() {
        Lab lab = Lab.ofVoters(3, Lab.PLAIN);
        lab.elect(1);
        LabNode follower = lab.node(2);
        follower.raft().step(new Message.Append(3, 2, 1, new EntryId(1, 1), List.of(), 0));
        assertThat(follower.status().softState().leader()).isEqualTo(1);
    }

    @Test
    void section52ServersStartAsFollowers() {
        assertThat(Lab.ofVoters(1, Lab.PLAIN).node(1).state()).isEqualTo(StateType.FOLLOWER);
    }

    @Test
    void section52LeaderSendsHeartbeatsToAllFollowers() {
        Lab lab = Lab.ofVoters(3, Lab.PLAIN);
        LabNode leader = lab.elect(1);
        leader.raft().tick();
        List<Message> sent = new ArrayList<>();
        leader.process(sent);
        assertThat(sent)
                .containsExactlyInAnyOrder(
                        new Message.Heartbeat(1, 2, 2, 2, Payload.EMPTY),
                        new Message.Heartbeat(1, 3, 2, 2, Payload.EMPTY));
    }

    @Test
    void section52FollowerWithoutLeaderBeginsElection() {
        Lab lab = Lab.ofVoters(3, Lab.PLAIN);
        lab.tick(1, Lab.ELECTION_TICKS - 1);
        assertThat(lab.node(1).state()).isEqualTo(StateType.FOLLOWER);
        lab.tick(1, 1);
        assertThat(lab.node(1).state()).isEqualTo(StateType.CANDIDATE);
        assertThat(lab.node(1).term()).isEqualTo(2);
        List<Message> sent = new ArrayList<>();
        lab.node(1).process(sent);
        assertThat(sent)
                .containsExactly(
                        new Message.Vote(1, 2, 2, new EntryId(1, 1), new EntryId(1, 1), VoteKind.REAL),
                        new Message.Vote(1, 3, 2, new EntryId(1, 1), new EntryId(1, 1), VoteKind.REAL));
    }

    @Test
    void section52CandidateWithoutMajorityBeginsAgain() {
        Lab lab = Lab.ofVoters(3, Lab.PLAIN);
        lab.tick(1, Lab.ELECTION_TICKS);
        lab.tick(1, Lab.ELECTION_TICKS);
        assertThat(lab.node(1).term()).isEqualTo(3);
    }

    @Test
    void section52ServerVotesForOneCandidateInATermFirstCome() {
        Lab lab = Lab.ofVoters(3, Lab.PLAIN);
        LabNode voter = lab.node(3);
        voter.raft().step(new Message.Vote(1, 3, 2, new EntryId(1, 1), VoteKind.REAL));
        voter.raft().step(new Message.Vote(2, 3, 2, new EntryId(1, 1), VoteKind.REAL));
        voter.raft().step(new Message.Vote(1, 3, 2, new EntryId(1, 1), VoteKind.REAL));
        List<Message> sent = new ArrayList<>();
        voter.process(sent);
        assertThat(sent)
                .containsExactly(
                        new Message.VoteResponse(3, 1, 2, false, false),
                        new Message.VoteResponse(3, 2, 2, false, true, new EntryId(1, 1)),
                        new Message.VoteResponse(3, 1, 2, false, false));
    }

    @Test
    void section52CandidateFallsBackWhenAnotherLeads() {
        Lab lab = Lab.ofVoters(3, Lab.PLAIN);
        lab.node(1).raft().campaign();
        lab.node(1).raft().step(new Message.Append(2, 1, 2, new EntryId(1, 1), List.of(), 1));
        assertThat(lab.node(1).state()).isEqualTo(StateType.FOLLOWER);
        assertThat(lab.node(1).status().softState().leader()).isEqualTo(2);
    }

    @Test
    void section52TimeoutsAreSpreadOverAnInterval() {
        Random random = new Random(4);
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            MemoryLog log = new MemoryLog();
            ConfState voters = ConfState.ofVoters(List.of(1L, 2L, 3L));
            log.applySnapshot(new Snapshot(new SnapshotMetadata(voters, 0, 0), Payload.EMPTY));
            RaftConfig config = new RaftConfig(1, 10, 1, 0, RaftLimits.etcd(), Lab.PLAIN);
            RawNode node = new RawNode(config, log, random, Tracer.NONE);
            int ticks = 0;
            while (node.status().softState().state() == StateType.FOLLOWER) {
                node.tick();
                ticks++;
            }
            seen.add(ticks);
        }
        assertThat(seen).hasSize(10).allMatch(ticks -> ticks >= 10 && ticks <= 19);
    }

    @Test
    void section541VoterRefusesCandidateWithOlderLog() {
        record Case(EntryId candidate, boolean rejected) {}
        List<Case> cases = List.of(
                new Case(new EntryId(2, 3), false),
                new Case(new EntryId(3, 1), false),
                new Case(new EntryId(2, 2), true),
                new Case(new EntryId(1, 9), true));
        for (Case each : cases) {
            Lab lab = new Lab(Lab.PLAIN, RaftLimits.etcd(), Tracer.NONE);
            LabNode voter = lab.add(1, ConfState.ofVoters(List.of(1L, 2L)), 1, 1, 2);
            voter.raft().step(new Message.Vote(2, 1, 5, each.candidate(), VoteKind.REAL));
            List<Message> sent = new ArrayList<>();
            voter.process(sent);
            EntryId committed = each.rejected() ? new EntryId(1, 1) : EntryId.ZERO;
            assertThat(sent).containsExactly(new Message.VoteResponse(1, 2, 5, false, each.rejected(), committed));
        }
    }

    @Test
    void votesLeaveOnlyWhenTheyAreDurable() {
        Lab lab = Lab.ofVoters(3, Lab.PLAIN);
        lab.node(2).raft().step(new Message.Vote(1, 2, 2, new EntryId(1, 1), VoteKind.REAL));
        Ready ready = lab.node(2).raft().ready();
        assertThat(ready.messages()).isEmpty();
        StorageAppend append = ready.append().orElseThrow();
        assertThat(append.messagesAfter()).hasSize(1);
        assertThat(append.mustSync()).isTrue();
        assertThat(append.hardState().map(state -> state.vote())).isEqualTo(Optional.of(1L));
    }

    @Test
    void requestsForVotesLeaveOnlyWhenTheLogTheySpeakOfIsDurable() {
        Lab lab = Lab.ofVoters(3, Lab.PLAIN);
        lab.node(1).raft().campaign();
        Ready ready = lab.node(1).raft().ready();
        assertThat(ready.messages()).isEmpty();
        assertThat(ready.append().orElseThrow().messagesAfter())
                .hasSize(2)
                .allMatch(message -> message instanceof Message.Vote);
    }
}
