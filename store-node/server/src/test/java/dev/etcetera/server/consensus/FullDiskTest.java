package dev.etcetera.server.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.storage.DiskLevel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a member with a full disk lets in, and what it does when it leads. */
class FullDiskTest {
    private static final long SELF = 1;
    private static final Message DATA = append("value");
    private static final Message EMPTY = append("");
    private static final Message PROPOSAL = new Message.Propose(2, SELF, 0, List.of(entry("value")));
    private static final Message TIMEOUT_NOW = new Message.TimeoutNow(2, SELF, 5);

    private final Published raft = new Published(SELF);
    private final List<Long> asked = new ArrayList<>();
    private List<Long> connected = List.of(3L, 2L);
    private final FullLeader leader = new FullLeader(raft, () -> connected, asked::add, ZapLog.discard());

    @Test
    void withRoomEverythingIsLetIn() {
        assertThat(admitted(DiskLevel.ROOMY)).containsExactly(DATA, EMPTY, PROPOSAL, TIMEOUT_NOW);
    }

    @Test
    void withLittleRoomNothingNewIsTakenButWhatTheLeaderHasIs() {
        assertThat(admitted(DiskLevel.LOW)).containsExactly(DATA, EMPTY);
    }

    @Test
    void withoutRoomOnlyEntriesThatCarryNothingAreTaken() {
        assertThat(admitted(DiskLevel.FULL)).containsExactly(EMPTY);
    }

    @Test
    void aLeaderWithoutRoomAsksOneAfterTheOther() {
        raft.leader(SELF);
        leader.look(false, 0);
        leader.look(false, TimeUnit.SECONDS.toNanos(1));
        leader.look(false, TimeUnit.SECONDS.toNanos(3));
        leader.look(false, TimeUnit.SECONDS.toNanos(6));
        assertThat(asked).containsExactly(2L, 3L, 2L);
    }

    @Test
    void aLeaderWithRoomOrAMemberThatDoesNotLeadAsksNobody() {
        raft.leader(SELF);
        leader.look(true, 0);
        raft.leader(2);
        leader.look(false, 0);
        assertThat(asked).isEmpty();
    }

    @Test
    void aMemberAloneKeepsLeading() {
        connected = List.of();
        raft.leader(SELF);
        leader.look(false, 0);
        assertThat(asked).isEmpty();
    }

    private static List<Message> admitted(DiskLevel level) {
        DiskAdmission admission = new DiskAdmission(() -> level);
        return List.of(DATA, EMPTY, PROPOSAL, TIMEOUT_NOW).stream()
                .filter(admission::admits)
                .toList();
    }

    private static Message append(String data) {
        return new Message.Append(2, SELF, 5, new EntryId(5, 9), List.of(entry(data)), 9);
    }

    private static Entry entry(String data) {
        return new Entry(5, 10, EntryType.NORMAL, Payload.wrap(data.getBytes(StandardCharsets.UTF_8)));
    }
}
