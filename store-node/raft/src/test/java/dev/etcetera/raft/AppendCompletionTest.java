package dev.etcetera.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.lab.Lab;
import dev.etcetera.raft.lab.LabNode;
import dev.etcetera.raft.protocol.ConfChange;
import dev.etcetera.raft.protocol.ConfChangeStep.Kind;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.simulation.ConfChangeCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Several appends under way at once, and the end of the log replaced meanwhile. */
final class AppendCompletionTest {
    private final List<Message> sent = new ArrayList<>();
    private final LabNode follower = Lab.ofVoters(5, Lab.PLAIN).node(2);

    /**
     * The entry of term 2 is replaced by one of term 3, and comes back with the leader of term 4, while all three writes are
     * under way. When the first is done, its entry looks like that of today; but the second is going to replace it on disk.
     */
    @Test
    void completionBegunInAnOlderTermProvesNothing() {
        follower.holdStorage();
        receive(new Message.Append(1, 2, 2, new EntryId(1, 1), List.of(entry(2, 2)), 1));
        receive(new Message.Append(3, 2, 3, new EntryId(1, 1), List.of(entry(3, 2)), 1));
        receive(new Message.Append(1, 2, 4, new EntryId(1, 1), List.of(entry(2, 2), entry(4, 3)), 2));

        follower.append(2, sent);
        assertThat(follower.log().term(2)).as("on disk").isEqualTo(3);
        assertThat(follower.process(sent).flatMap(Ready::apply))
                .as("committed, not durable")
                .isEmpty();

        follower.append(1, sent);
        assertThat(follower.process(sent).flatMap(Ready::apply).orElseThrow().entries())
                .containsExactly(entry(2, 2));
        assertThat(sent).contains(new Message.AppendResponse(2, 1, 4, 3, Optional.empty()));
    }

    /** Otherwise entries written in an older term would stay in memory for ever. */
    @Test
    void everyTermsFirstAppendCompletesWhatOlderTermsWrote() {
        follower.holdStorage();
        receive(new Message.Append(1, 2, 2, new EntryId(1, 1), List.of(entry(2, 2)), 1));
        receive(new Message.Append(1, 2, 3, new EntryId(2, 2), List.of(), 2));

        follower.append(1, sent);
        assertThat(follower.process(sent)).as("the term has changed").isEmpty();
        follower.append(1, sent);
        assertThat(follower.process(sent).flatMap(Ready::apply).orElseThrow().entries())
                .containsExactly(entry(2, 2));
    }

    @Test
    void leaderCommitsWhatOthersHoldBeforeItsOwnDiskDoes() {
        Lab lab = Lab.ofVoters(3, Lab.PLAIN);
        LabNode leader = lab.elect(1);
        leader.holdStorage();
        lab.propose(1, "a");
        lab.stabilize();
        assertThat(leader.commit()).isEqualTo(3);
        assertThat(leader.log().lastIndex()).isEqualTo(2);
        assertThat(leader.appliedTexts()).isEmpty();
        assertThat(lab.node(2).appliedTexts()).containsExactly("a");
    }

    @Test
    void singleVoterCommitsOnlyWhatItsDiskHolds() {
        Lab lab = Lab.ofVoters(1, Lab.PLAIN);
        LabNode leader = lab.elect(1);
        leader.holdStorage();
        lab.propose(1, "a");
        lab.stabilize();
        assertThat(leader.commit()).isEqualTo(2);
        leader.append(1, sent);
        assertThat(leader.commit()).isEqualTo(3);
    }

    @Test
    void leaderTakesNoOtherChangeOfMembershipUntilTheFirstIsApplied() {
        Lab lab = Lab.ofVoters(1, Lab.PLAIN);
        LabNode leader = lab.elect(1);
        leader.holdStorage();
        leader.raft().proposeConfChange(EntryType.CONF_CHANGE_V2, add(2));
        lab.stabilize();
        leader.append(9, sent);
        lab.stabilize();
        leader.raft().proposeConfChange(EntryType.CONF_CHANGE_V2, add(3));
        StorageAppend append = leader.process(sent).flatMap(Ready::append).orElseThrow();
        assertThat(append.entries().getFirst().type()).as("made an empty entry").isEqualTo(EntryType.NORMAL);

        leader.apply(9);
        leader.raft().proposeConfChange(EntryType.CONF_CHANGE_V2, add(3));
        append = leader.process(sent).flatMap(Ready::append).orElseThrow();
        assertThat(append.entries().getFirst().type()).isEqualTo(EntryType.CONF_CHANGE_V2);
    }

    @Test
    void completionIsUrgentOnlyForWhatOthersHold() {
        Lab lab = Lab.ofVoters(3, Lab.PLAIN);
        LabNode leader = lab.elect(1);
        assertThat(leader.raft().othersHold()).isEqualTo(2);
        assertThat(lab.node(2).raft().othersHold()).isZero();
        leader.holdStorage();
        lab.propose(1, "a");
        lab.stabilize(Lab.without(3));

        assertThat(leader.raft().othersHold()).isEqualTo(3);
        assertThat(Lab.ofVoters(1, Lab.PLAIN).elect(1).raft().othersHold()).isEqualTo(Long.MAX_VALUE);
    }

    private void receive(Message message) {
        follower.raft().step(message);
        follower.process(sent);
    }

    private static Payload add(long id) {
        return ConfChangeCodec.encode(ConfChange.of(Kind.ADD_NODE, id));
    }

    private static Entry entry(long term, long index) {
        return new Entry(term, index, EntryType.NORMAL, Payload.EMPTY);
    }
}
