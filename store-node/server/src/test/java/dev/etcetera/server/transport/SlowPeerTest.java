package dev.etcetera.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a peer sees on the wire, and what becomes of one that stops reading. */
final class SlowPeerTest {
    /** Type, to, from and term, two bytes each. */
    private static final long TIMEOUT_NOW_BYTES = 8;

    @TempDir
    private Path folder;

    @Test
    void streamIsOrdinaryHttp() throws IOException {
        try (TestMember one = new TestMember(1, TestMember.CLUSTER, 0, folder);
                Socket peer = dial(one)) {
            InputStream in = peer.getInputStream();
            assertThat(head(in)).startsWith("HTTP/1.1 200 OK\r\n").containsIgnoringCase("transfer-encoding: chunked");
            // The answer's head may come before the stream takes messages: send until something comes, and once more.
            Await.until("the stream stands", () -> sendAndLook(one, in));
            sendAndLook(one, in);
            // In between comes what only says that the link is alive.
            while (!messageLengths(chunk(in)).contains(TIMEOUT_NOW_BYTES)) {
                assertThat(peer.isClosed()).isFalse();
            }
        }
    }

    /** One chunk of chunked transfer coding: its length in hexadecimal, the bytes, each followed by CR LF. */
    private static ByteBuffer chunk(InputStream in) throws IOException {
        StringBuilder length = new StringBuilder();
        for (int c = in.read(); c != '\r'; c = in.read()) {
            assertThat(c).as("the stream has ended").isNotEqualTo(-1);
            length.append((char) c);
        }
        assertThat(in.read()).isEqualTo('\n');
        ByteBuffer bytes = ByteBuffer.wrap(in.readNBytes(Integer.parseInt(length.toString(), 16)));
        assertThat(in.readNBytes(2)).isEqualTo(new byte[] {'\r', '\n'});
        return bytes;
    }

    /** The messages in a chunk: each is its length, 8 bytes big-endian, and that many bytes. */
    private static List<Long> messageLengths(ByteBuffer chunk) {
        List<Long> lengths = new ArrayList<>();
        while (chunk.hasRemaining()) {
            lengths.add(chunk.getLong());
            chunk.position(chunk.position() + lengths.getLast().intValue());
        }
        return lengths;
    }

    @Test
    void peerThatDoesNotReadIsDroppedNotWaitedFor() throws IOException {
        try (TestMember one = new TestMember(1, TestMember.CLUSTER, 0, folder);
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

    private static boolean sendAndLook(TestMember member, InputStream in) {
        member.transport.send(List.of(new Message.TimeoutNow(1, 2, 8)));
        try {
            return in.available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
