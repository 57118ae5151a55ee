package dev.etcetera.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.etcetera.bbolt.BoltFile;
import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.protocol.SnapshotMetadata;
import dev.etcetera.server.consensus.OutgoingSnapshot;
import dev.etcetera.server.consensus.SnapshotDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots from one member to another over real connections. */
@Timeout(60)
final class SnapshotTransferTest {
    private static final long INDEX = 0x2a;

    @TempDir
    private Path folder;

    private TestMember sender;
    private TestMember receiver;

    @BeforeEach
    void start() throws IOException {
        sender = new TestMember(1, TestMember.CLUSTER, 0, folder);
        receiver = new TestMember(2, TestMember.CLUSTER, 0, folder);
        sender.transport.addPeer(2, List.of(receiver.url()));
    }

    @AfterEach
    void stop() {
        sender.close();
        receiver.close();
    }

    @Test
    void databaseIsOnDiskBeforeRaftHearsOfIt() throws IOException {
        DatabaseSample database = new DatabaseSample(24, DatabaseSample.WHOLE);
        long size = database.sizeBytes();
        send(database);

        assertThat(report()).isTrue();

        Path file = receiver.snapshots.find(INDEX).orElseThrow();
        assertThat(files()).containsExactly(file);
        assertThat(file).hasFileName("000000000000002a.snap.db").hasSize(size);
        BoltFile.open(file).close();
        assertThat(database.closed).hasValue(1);
        assertThat(receiver.received.stream()
                        .filter(Message.InstallSnapshot.class::isInstance)
                        .map(message -> ((Message.InstallSnapshot) message).snapshot()))
                .containsExactly(snapshot());
        assertThat(sender.transport.snapshotUnderWay()).isTrue();
    }

    @Test
    void nothingIsLeftOfADatabaseThatBrokeOff() throws IOException {
        DatabaseSample database = new DatabaseSample(24, 12);
        send(database);

        assertThat(report()).isFalse();

        Await.until("no file is left", () -> files().isEmpty());
        assertThat(database.closed).hasValue(1);
        assertThat(sender.unreachable).contains(2L);
        assertThat(snapshotsReceived()).isZero();
        assertThat(sender.transport.snapshotUnderWay()).isFalse();
    }

    @Test
    void whatIsNoDatabaseIsRefused() throws IOException {
        send(new Bytes(new byte[100_000]));

        assertThat(report()).isFalse();

        Await.until("no file is left", () -> files().isEmpty());
        assertThat(snapshotsReceived()).isZero();
    }

    @Test
    void databaseFromBeforeItsSnapshotIsRefused() {
        send(new DatabaseSample(1, DatabaseSample.WHOLE, INDEX - 1));

        assertThat(report()).isFalse();

        Await.until("no file is left", () -> files().isEmpty());
        assertThat(snapshotsReceived()).isZero();
    }

    @Test
    void memberOfAnotherClusterIsRefused() throws IOException {
        try (TestMember stranger = new TestMember(3, 0xBAD, 0, folder)) {
            stranger.transport.addPeer(2, List.of(receiver.url()));
            stranger.transport.sendSnapshot(outgoing(3, new DatabaseSample(24, DatabaseSample.WHOLE)));
            Await.until("a report", () -> !stranger.snapshotReports.isEmpty());
            assertThat(stranger.snapshotReports).containsExactly(false);
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void receiverThatGoesAwayIsReported() throws IOException, InterruptedException {
        Paused database = new Paused();
        send(database);
        database.halfWritten.await();
        receiver.close();
        database.goOn.countDown();

        assertThat(report()).isFalse();
        Await.until("no file is left", () -> files().isEmpty());
    }

    @Test
    void onlyOneSnapshotAtATimeGoesToAMember() throws InterruptedException {
        Paused first = new Paused();
        send(first);
        first.halfWritten.await();
        assertThat(sender.transport.mayReceiveSnapshot(2)).isFalse();
        assertThat(sender.transport.snapshotUnderWay()).isTrue();

        DatabaseSample second = new DatabaseSample(1, DatabaseSample.WHOLE);
        send(second);
        assertThat(report()).isFalse();
        assertThat(second.closed).hasValue(1);

        first.goOn.countDown();
        Await.until("the first is reported", () -> sender.snapshotReports.size() == 2);
        assertThat(sender.transport.mayReceiveSnapshot(2)).isTrue();
    }

    @Test
    void memberThatIsRemovedIsSentNothingMore() throws InterruptedException {
        Paused database = new Paused();
        send(database);
        database.halfWritten.await();
        sender.transport.removePeer(2);
        database.goOn.countDown();

        assertThat(report()).isFalse();
        assertThat(sender.transport.mayReceiveSnapshot(2)).isFalse();
        Await.until("no file is left", () -> files().isEmpty());
    }

    @Test
    void otherRequestsAreTakenOnTheSamePort() throws InterruptedException {
        PeerRequest wrong = PeerRequest.post(receiver.url(), "/raft/snapshot", ByteString.copyFrom(new byte[3]))
                .from(sender.self);
        PeerAnswer.Answered answer =
                (PeerAnswer.Answered) Callback.<PeerAnswer>of(done -> sender.client.send(wrong, done));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).startsWith("failed to decode raft message");
        PeerRequest probe = PeerRequest.get(receiver.url(), "/raft/probing");
        assertThat(((PeerAnswer.Answered) Callback.<PeerAnswer>of(done -> sender.client.send(probe, done))).status())
                .isEqualTo(200);
    }

    private void send(SnapshotDatabase database) {
        sender.transport.sendSnapshot(outgoing(1, database));
    }

    private boolean report() {
        Await.until("a report", () -> !sender.snapshotReports.isEmpty());
        return sender.snapshotReports.peek();
    }

    private long snapshotsReceived() {
        return receiver.received.stream()
                .filter(Message.InstallSnapshot.class::isInstance)
                .count();
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(receiver.snapshotDir)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OutgoingSnapshot outgoing(long from, SnapshotDatabase database) {
        return new OutgoingSnapshot(new Message.InstallSnapshot(from, 2, 7, snapshot()), database);
    }

    private static Snapshot snapshot() {
        return new Snapshot(new SnapshotMetadata(ConfState.ofVoters(List.of(1L, 2L)), INDEX, 6), Payload.EMPTY);
    }

    /** What is no database. */
    private static final class Bytes implements SnapshotDatabase {
        private final byte[] bytes;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long sizeBytes() {
            return bytes.length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }

        @Override
        public void close() {}
    }

    /** Stops after a while until it is told to go on. */
    private static final class Paused implements SnapshotDatabase {
        private static final byte[] SOME = new byte[1 << 20];
        final CountDownLatch halfWritten = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public long sizeBytes() {
            return 64L * SOME.length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(SOME);
            out.flush();
            halfWritten.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            for (int i = 1; i < 64; i++) {
                out.write(SOME);
            }
        }

        @Override
        public void close() {}
    }
}
