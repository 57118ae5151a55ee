package dev.etcetera.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.server.tls.MemberTls;
import dev.etcetera.server.tls.TestAuthority;
import dev.etcetera.server.tls.TestTls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that talk over TLS, both sides with certificates. */
final class SecurePeersTest {
    @TempDir
    private Path directory;

    private final List<TestMember> members = new ArrayList<>();

    @AfterEach
    void close() {
        members.forEach(TestMember::close);
    }

    private TestMember member(long id, TestAuthority trusted, TestAuthority.Issued own, String... more)
            throws IOException {
        List<String> flags = new ArrayList<>(List.of(
                "--peer-cert-file=" + own.certificate(),
                "--peer-key-file=" + own.key(),
                "--peer-trusted-ca-file=" + trusted.certificate(),
                "--peer-client-cert-auth"));
        flags.addAll(List.of(more));
        MemberTls tls = TestTls.open(flags.toArray(String[]::new));
        TestMember member = new TestMember(id, TestMember.CLUSTER, 0, directory, tls);
        members.add(member);
        return member;
    }

    private static void connect(TestMember one, TestMember two) {
        one.transport.addPeer(two.self.memberId(), List.of(two.url()));
        two.transport.addPeer(one.self.memberId(), List.of(one.url()));
    }

    private static boolean streams(TestMember from, long to) {
        return from.transport.find(to).filter(RemotePeer::hasBothStreams).isPresent();
    }

    @Test
    void membersOfOneAuthorityTalk() throws Exception {
        TestAuthority authority = new TestAuthority(directory, "ca");
        TestMember one = member(1, authority, authority.issue("one", "127.0.0.1"));
        TestMember two = member(2, authority, authority.issue("two", "127.0.0.1"));
        connect(one, two);
        Await.until("all four streams", () -> streams(one, 2) && streams(two, 1));
        for (int i = 0; i < 100; i++) {
            one.transport.send(List.of(new Message.Heartbeat(1, 2, 5, i, Payload.wrap(new byte[20_000]))));
        }
        Await.until("all came", () -> two.received.size() >= 100);
        assertThat(Callback.<PeerAnswer>of(done -> one.client.send(PeerRequest.get(two.url(), "/version"), done)))
                .isInstanceOf(PeerAnswer.Answered.class);
    }

    @Test
    void memberOfAnotherAuthorityIsNotTalkedToByEitherSide() throws Exception {
        TestAuthority authority = new TestAuthority(directory, "ca");
        TestAuthority other = new TestAuthority(directory, "other");
        TestMember one = member(1, authority, authority.issue("one", "127.0.0.1"));
        TestMember stranger = member(2, authority, other.issue("two", "127.0.0.1"));
        connect(one, stranger);
        PeerAnswer answer =
                Callback.<PeerAnswer>of(done -> one.client.send(PeerRequest.get(stranger.url(), "/version"), done));
        assertThat(answer)
                .isEqualTo(new PeerAnswer.Failed(
                        "tls: failed to verify certificate: x509: certificate signed by unknown authority"));
        PeerAnswer back =
                Callback.<PeerAnswer>of(done -> stranger.client.send(PeerRequest.get(one.url(), "/version"), done));
        assertThat(back).isInstanceOf(PeerAnswer.Failed.class);
        assertThat(one.isActive(2)).isFalse();
        assertThat(stranger.isActive(1)).isFalse();
    }

    @Test
    void serverThatIsAnotherHostIsNotTalkedTo() throws Exception {
        TestAuthority authority = new TestAuthority(directory, "ca");
        TestMember one = member(1, authority, authority.issue("one", "127.0.0.1"));
        TestMember two = member(2, authority, authority.issue("two", "10.1.2.3"));
        PeerAnswer answer =
                Callback.<PeerAnswer>of(done -> one.client.send(PeerRequest.get(two.url(), "/version"), done));
        assertThat(answer)
                .isEqualTo(new PeerAnswer.Failed("tls: failed to verify certificate:"
                        + " x509: certificate is valid for 10.1.2.3, not 127.0.0.1"));
    }
}
