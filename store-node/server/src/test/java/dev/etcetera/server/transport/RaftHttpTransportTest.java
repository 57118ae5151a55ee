package dev.etcetera.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two members on loopback that talk to each other. */
final class RaftHttpTransportTest {
    @TempDir
    private Path folder;

    private final List<TestMember> members = new ArrayList<>();

    @AfterEach
    void stopMembers() {
        members.forEach(TestMember::close);
    }

    @Test
    void batchesArriveWholeAndInOrder() throws IOException {
        TestMember one = member(1, 0);
        TestMember two = member(2, 0);
        connect(one, two);
        List<Message> sent = new ArrayList<>();
        for (long index = 0; index < 3000; index++) {
            Entry entry = new Entry(5, index + 1, EntryType.NORMAL, Payload.wrap(new byte[(int) (index * 7 % 900)]));
            sent.add(new Message.Append(1, 2, 5, new EntryId(index == 0 ? 0 : 5, index), List.of(entry), index));
        }
        one.transport.send(sent);
        Await.until("all appends", () -> two.received.size() == sent.size());
        assertThat(List.copyOf(two.received)).isEqualTo(sent);
        Message answer = new Message.AppendResponse(2, 1, 5, 3000, Optional.empty());
        two.transport.send(List.of(new Message.AppendResponse(2, 1, 5, 2999, Optional.empty()), answer));
        Await.until("the answer", () -> !one.received.isEmpty());
        assertThat(one.received).as("the outdated one stayed at home").containsExactly(answer);
    }

    @Test
    void largeEntriesTravelToo() throws IOException {
        TestMember one = member(1, 0);
        TestMember two = member(2, 0);
        connect(one, two);
        byte[] large = new byte[3 << 20];
        large[large.length - 1] = 42;
        Entry entry = new Entry(5, 1, EntryType.NORMAL, Payload.wrap(large));
        Message append = new Message.Append(1, 2, 5, new EntryId(0, 0), List.of(entry), 0);
        one.transport.send(List.of(append, append));
        Await.until("both", () -> two.received.size() == 2);
        assertThat(two.received).containsExactly(append, append);
    }

    @Test
    void messagesBeforeTheStreamsGoSingly() throws IOException {
        TestMember one = member(1, 0);
        TestMember two = member(2, 0);
        one.transport.addPeer(2, List.of(two.url()));
        Message vote = new Message.Vote(1, 2, 5, new EntryId(4, 10), Message.VoteKind.PRE);
        one.transport.send(List.of(vote));
        Await.until("the vote", () -> !two.received.isEmpty());
        assertThat(two.received).containsExactly(vote);
    }

    @Test
    void memberThatKnowsNobodyAnswersWhoeverWrites() throws IOException {
        TestMember leader = member(1, 0);
        TestMember joined = member(2, 0);
        leader.transport.addPeer(2, List.of(joined.url()));
        Await.until("streams", () -> streams(leader, joined) && streams(joined, leader));
        Message answer = new Message.AppendResponse(2, 1, 5, 3, Optional.empty());
        joined.transport.send(List.of(answer));
        Await.until("the answer", () -> leader.received.contains(answer));
    }

    @Test
    void restartedPeerIsBackAtOnce() throws IOException {
        TestMember one = member(1, 0);
        TestMember two = member(2, 0);
        connect(one, two);
        int port = two.port();
        two.close();
        members.remove(two);
        Await.until("one sees it go", () -> !one.isActive(2));
        one.transport.send(List.of(new Message.Heartbeat(1, 2, 5, 0, Payload.EMPTY)));
        Await.until("one is told", () -> !one.unreachable.isEmpty());
        TestMember again = member(2, port);
        again.transport.addPeer(1, List.of(one.url()));
        Duration took = Await.until("connected again", () -> one.isActive(2) && again.isActive(1));
        assertThat(took).isLessThan(Duration.ofSeconds(1));
        Message heartbeat = new Message.Heartbeat(1, 2, 5, 7, Payload.EMPTY);
        one.transport.send(List.of(heartbeat));
        Await.until("the heartbeat", () -> again.received.contains(heartbeat));
    }

    @Test
    void memberOfAnotherClusterIsRefused() throws IOException {
        TestMember one = member(1, 0);
        TestMember stranger = new TestMember(2, 0xBAD, 0, folder);
        members.add(stranger);
        one.transport.addPeer(2, List.of(stranger.url()));
        one.transport.send(List.of(new Message.Heartbeat(1, 2, 5, 0, Payload.EMPTY)));
        Await.until("refusal", () -> one.unreachable.contains(2L));
        assertThat(stranger.received).isEmpty();
        assertThat(one.isActive(2)).isFalse();
    }

    @Test
    void removedMemberIsTold() throws IOException {
        TestMember one = member(1, 0);
        TestMember two = member(2, 0);
        two.membership = new dev.etcetera.server.cluster.Membership(
                TestMember.CLUSTER, new TreeMap<>(), Set.of(1L), Optional.empty());
        one.transport.addPeer(2, List.of(two.url()));
        Await.until("told", () -> !one.removals.isEmpty());
        assertThat(one.removals).contains("the member has been permanently removed from the cluster");
    }

    @Test
    void silentPeerIsGivenUpAndReported() throws IOException {
        TestMember one = member(1, 0);
        one.transport.addPeer(2, List.of("http://127.0.0.1:1"));
        List<Message> flood = new ArrayList<>();
        for (int i = 0; i < OutgoingStream.QUEUE_LIMIT * 2; i++) {
            flood.add(new Message.Heartbeat(1, 2, 5, i, Payload.EMPTY));
        }
        one.transport.send(flood);
        Await.until("reported", () -> one.unreachable.size() >= flood.size() - Pipeline.WINDOW);
    }

    @Test
    void peerWithAnAddressWeCannotUseDoesNotStopUs() throws IOException {
        TestMember one = member(1, 0);
        one.transport.addPeer(2, List.of("unix://127.0.0.1:2380"));
        one.transport.updatePeer(3, List.of("unix://127.0.0.1:2380"));
        assertThat(one.transport.find(2)).isEmpty();
        one.transport.send(List.of(new Message.Heartbeat(1, 2, 5, 0, Payload.EMPTY)));
        assertThat(one.isActive(2)).isFalse();
    }

    private TestMember member(long id, int port) throws IOException {
        TestMember member = new TestMember(id, TestMember.CLUSTER, port, folder);
        members.add(member);
        return member;
    }

    private static void connect(TestMember one, TestMember two) {
        one.transport.addPeer(two.self.memberId(), List.of(two.url()));
        two.transport.addPeer(one.self.memberId(), List.of(one.url()));
        Await.until("all four streams", () -> streams(one, two) && streams(two, one));
    }

    private static boolean streams(TestMember from, TestMember to) {
        return from.transport
                .find(to.self.memberId())
                .filter(RemotePeer::hasBothStreams)
                .isPresent();
    }
}
