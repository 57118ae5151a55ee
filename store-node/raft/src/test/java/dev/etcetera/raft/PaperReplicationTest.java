package dev.etcetera.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.lab.Lab;
import dev.etcetera.raft.lab.LabNode;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Message.Rejection;
import dev.etcetera.raft.protocol.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sections 5.3, 5.4 and 8 of "In Search of an Understandable Consensus Algorithm". */
final class PaperReplicationTest {
    private static Entry entry(long term, long index) {
        return new Entry(term, index, EntryType.NORMAL, Payload.EMPTY);
    }

    @Test
    void section53EntryIsCommittedOnceAMajorityHoldsIt() {
        for (int size : new int[] {1, 3, 5, 7}) {
            for (int answering = 0; answering < size; answering++) {
                Lab lab = Lab.ofVoters(size, Lab.PLAIN);
                LabNode leader = lab.elect(1);
                lab.propose(1, "x");
                int answers = answering;
                lab.stabilize(message -> message.to() <= answers + 1 && message.from() <= answers + 1);
                boolean majority = 2 * (answering + 1) > size;
                assertThat(leader.appliedTexts()).hasSize(majority ? 1 : 0);
            }
        }
    }

    @Test
    void section53FollowersApplyWhatTheLeaderCommitted() {
        Lab lab = Lab.ofVoters(3, Lab.PLAIN);
        lab.elect(1);
        lab.propose(1, "x", "y");
        lab.propose(3, "z");
        lab.stabilize();
        for (LabNode node : lab.nodes()) {
            assertThat(node.appliedTexts()).containsExactly("x", "y", "z");
        }
    }

    @Test
    void section53EarlierLeadersEntriesAreCommittedAlong() {
        Lab lab = new Lab(Lab.PLAIN, RaftLimits.etcd(), Tracer.NONE);
        ConfState voters = ConfState.ofVoters(List.of(1L, 2L, 3L));
        lab.add(1, voters, 1, 2, 2, 3);
        lab.add(2, voters, 1, 2);
        lab.add(3, voters, 1);
        lab.elect(1);
        assertThat(lab.node(3).entries().stream().map(Entry::term)).containsExactly(2L, 2L, 3L, 4L);
        assertThat(lab.nodes()).allMatch(node -> node.commit() == 5);
    }

    @Test
    void section53FollowerRejectsAppendWithGap() {
        Lab lab = Lab.ofVoters(3, Lab.PLAIN);
        LabNode follower = lab.node(2);
        follower.raft().step(new Message.Append(1, 2, 2, new EntryId(2, 7), List.of(entry(2, 8)), 8));
        List<Message> sent = new ArrayList<>();
        follower.process(sent);
        assertThat(sent).containsExactly(new Message.AppendResponse(2, 1, 2, 7, Optional.of(new Rejection(1, 1))));
        assertThat(follower.commit()).isEqualTo(1);
    }

    @Test
    void section53LeaderNeverOverwritesItsOwnLog() {
        Lab lab = new Lab(Lab.PLAIN, RaftLimits.etcd(), Tracer.NONE);
        ConfState voters = ConfState.ofVoters(List.of(1L, 2L, 3L));
        LabNode leader = lab.add(1, voters, 1, 2, 3);
        lab.add(2, voters, 1, 2, 2, 2, 2);
        lab.add(3, voters, 1);
        List<Entry> before = List.copyOf(leader.entries());
        lab.elect(1);
        assertThat(leader.entries().subList(0, before.size())).isEqualTo(before);
        assertThat(lab.node(2).entries()).isEqualTo(leader.entries());
    }

    @Test
    void section542EntriesOfEarlierTermsAreNotCommittedByCounting() {
        Lab lab = new Lab(Lab.PLAIN, RaftLimits.etcd(), Tracer.NONE);
        ConfState voters = ConfState.ofVoters(List.of(1L, 2L, 3L));
        LabNode leader = lab.add(1, voters, 1, 2);
        lab.add(2, voters, 1, 2);
        lab.add(3, voters, 1);
        leader.raft().campaign();
        // The new leader's own entry never arrives, only answers for the old one do.
        lab.stabilize(message -> !(message instanceof Message.Append));
        leader.raft().step(new Message.AppendResponse(2, 1, leader.term(), 2, Optional.empty()));
        assertThat(leader.commit()).isEqualTo(1);
        leader.raft().step(new Message.AppendResponse(2, 1, leader.term(), 3, Optional.empty()));
        assertThat(leader.commit()).isEqualTo(3);
    }

    @Test
    void section8NewLeaderBeginsWithAnEmptyEntry() {
        Lab lab = Lab.ofVoters(3, Lab.PLAIN);
        LabNode leader = lab.elect(1);
        assertThat(leader.entries()).containsExactly(entry(2, 2));
    }

    @Test
    void duplicatedAndReorderedAppendsDoNoHarm() {
        Lab lab = Lab.ofVoters(2, Lab.PLAIN);
        LabNode leader = lab.elect(1);
        List<Message> sent = new ArrayList<>();
        for (String text : List.of("a", "b", "c")) {
            lab.propose(1, text);
            leader.process(sent);
        }
        for (Message message : sent.reversed()) {
            lab.node(2).raft().step(message);
            lab.node(2).raft().step(message);
        }
        lab.stabilize();
        leader.raft().tick();
        lab.stabilize();
        assertThat(lab.node(2).appliedTexts()).containsExactly("a", "b", "c");
    }

    @Test
    void removedMinorityNodeDoesNotDisturbWithPreVoteAndCheckQuorum() {
        Lab lab = Lab.ofVoters(3, Lab.ETCD);
        LabNode leader = lab.elect(1);
        long term = leader.term();
        for (int i = 0; i < 100; i++) {
            lab.nodes().forEach(node -> node.raft().tick());
            lab.stabilize(Lab.without(3));
        }
        lab.stabilize();
        leader.raft().tick();
        lab.stabilize();
        assertThat(lab.nodes()).allMatch(node -> node.term() == term);
        assertThat(lab.node(3).status().softState().leader()).isEqualTo(1);
    }
}
