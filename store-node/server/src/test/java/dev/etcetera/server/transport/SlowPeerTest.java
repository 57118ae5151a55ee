package dev.etcetera.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a peer sees on the wire, and what becomes of one that stops reading. */
final class SlowPeerTest {
    @Test
    void streamIsOrdinaryHttp() throws IOException {
        try (TestMember one = new TestMember(1, TestMember.CLUSTER, 0);
                Socket peer = dial(one)) {
            InputStream in = peer.getInputStream();
            assertThat(head(in)).startsWith("HTTP/1.1 200 OK\r\n").containsIgnoringCase("transfer-encoding: chunked");
            one.transport.send(List.of(new Message.TimeoutNow(1, 2, 8)));
            byte[] frame = in.readNBytes(10 + 16 + 2);
            assertThat(new String(frame, 0, 10, StandardCharsets.US_ASCII)).isEqualTo("00000010\r\n");
            assertThat(frame[17]).as("big-endian length of the message").isEqualTo((byte) 8);
            assertThat(new String(frame, 26, 2, StandardCharsets.US_ASCII)).isEqualTo("\r\n");
        }
    }

    @Test
    void peerThatDoesNotReadIsDroppedNotWaitedFor() throws IOException {
        try (TestMember one = new TestMember(1, TestMember.CLUSTER, 0);
                Socket peer = dial(one)) {
            assertThat(head(peer.getInputStream())).startsWith("HTTP/1.1 200 OK");
            List<Message> flood = new ArrayList<>();
            Payload context = Payload.wrap(new byte[16 << 10]);
            for (int i = 0; i < 1000; i++) {
                flood.add(new Message.Heartbeat(1, 2, 8, i, context));
            }
            long started = System.nanoTime();
            for (int round = 0; round < 20; round++) {
                one.transport.send(flood);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
            Await.until("told that messages were dropped", () -> one.unreachable.contains(2L));
        }
    }

    private static Socket dial(TestMember member) throws IOException {
        member.transport.addPeer(2, List.of("http://127.0.0.1:1"));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), member.port());
        String request = """
                GET /raft/stream/message/2 HTTP/1.1\r
                Host: peer\r
                X-Server-From: 2\r
                X-Server-Version: 3.7.3\r
                X-Min-Cluster-Version: 3.0.0\r
                X-Etcd-Cluster-Id: c1\r
                X-Raft-To: 1\r
                \r
                """;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString();
    }
}
