package dev.etcetera.server.transport;

import static dev.etcetera.server.transport.GoBytes.FROM;
import static dev.etcetera.server.transport.GoBytes.TO;
import static dev.etcetera.server.transport.GoBytes.append;
import static dev.etcetera.server.transport.GoBytes.entry;
import static dev.etcetera.server.transport.GoBytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.protocol.SnapshotMetadata;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of message against the bytes that go.etcd.io/raft v3.7.0 marshals for it. */
final class MessageCodecTest {
    private static final Payload READ = Payload.wrap(new byte[] {0, 0, 0, 0, 0, 0, 0, 9});
    private static final EntryId LAST = new EntryId(7, 55);
    private static final String HEAD = "10c682cffd98878fde910118cdd2918bd2b881cf8e01";

    static Stream<Arguments> messages() {
        return Stream.concat(replication(), elections());
    }

    private static Stream<Arguments> replication() {
        Entry confChange = new Entry(7, 1003, EntryType.CONF_CHANGE, Payload.wrap(new byte[] {1, 2}));
        return Stream.of(
                Arguments.of(
                        append(
                                7,
                                new EntryId(6, 1000),
                                998,
                                entry(7, 1001, "hello"),
                                new Entry(7, 1002, EntryType.NORMAL, Payload.EMPTY),
                                confChange),
                        "0803" + HEAD
                                + "2007280630e8073a0c100718e907220568656c6c6f3a05100718ea073a0b0801100718eb072202010240e607"),
                Arguments.of(append(1, new EntryId(0, 0), 0), "0803" + HEAD + "2001280030004000"),
                Arguments.of(
                        new Message.AppendResponse(FROM, TO, 7, 1003, Optional.empty()), "0804" + HEAD + "200730eb07"),
                Arguments.of(
                        new Message.AppendResponse(FROM, TO, 7, 1003, Optional.of(new Message.Rejection(990, 5))),
                        "0804" + HEAD + "2007280530eb07500158de07"),
                Arguments.of(
                        new Message.Propose(FROM, TO, 0, List.of(entry(0, 0, "put"))),
                        "0802" + HEAD + "3a052203707574"),
                Arguments.of(
                        new Message.InstallSnapshot(FROM, TO, 8, snapshot()),
                        "0807" + HEAD
                                + "20084a390a076d656d62657273122e0a2708cdd2918bd2b881cf8e0108c682cffd98878fde9101100318cdd2918bd2b881cf8e012004280110f4031806"));
    }

    private static Stream<Arguments> elections() {
        return Stream.of(
                Arguments.of(
                        new Message.Vote(FROM, TO, 8, LAST, Message.VoteKind.REAL), "0805" + HEAD + "200828073037"),
                Arguments.of(
                        new Message.Vote(FROM, TO, 8, LAST, Message.VoteKind.TRANSFER),
                        "0805" + HEAD + "200828073037621043616d706169676e5472616e73666572"),
                Arguments.of(new Message.Vote(FROM, TO, 8, LAST, Message.VoteKind.PRE), "0811" + HEAD + "200828073037"),
                Arguments.of(
                        new Message.Vote(FROM, TO, 8, LAST, new EntryId(6, 50), Message.VoteKind.REAL),
                        "0805" + HEAD + "20082807303740325806"),
                Arguments.of(new Message.VoteResponse(FROM, TO, 8, false, false), "0806" + HEAD + "2008"),
                Arguments.of(new Message.VoteResponse(FROM, TO, 8, true, true), "0812" + HEAD + "20085001"),
                Arguments.of(
                        new Message.VoteResponse(FROM, TO, 8, true, true, LAST), "0812" + HEAD + "2008280740375001"),
                Arguments.of(
                        new Message.Heartbeat(FROM, TO, 8, 77, READ), "0808" + HEAD + "2008404d62080000000000000009"),
                Arguments.of(
                        new Message.HeartbeatResponse(FROM, TO, 8, READ), "0809" + HEAD + "200862080000000000000009"),
                Arguments.of(new Message.ReadIndex(FROM, TO, 0, READ), "080f" + HEAD + "3a0a22080000000000000009"),
                Arguments.of(
                        new Message.ReadIndexResponse(FROM, TO, 8, 77, READ),
                        "0810" + HEAD + "2008304d3a0a22080000000000000009"),
                Arguments.of(new Message.TransferLeader(FROM, TO, 0), "080d" + HEAD),
                Arguments.of(new Message.TimeoutNow(FROM, TO, 8), "080e" + HEAD + "2008"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void writesWhatGoWrites(Message message, String hex) {
        WireMessage wire = MessageCodec.toWire(message);
        ByteBuf out = Unpooled.buffer();
        wire.write(out);
        assertThat(ByteBufUtil.hexDump(out)).isEqualTo(hex);
        assertThat(wire.size()).isEqualTo(out.readableBytes());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void readsWhatGoWrites(Message message, String hex) {
        ByteBuf in = GoBytes.bytes(hex);
        assertThat(MessageCodec.decode(in, in.readableBytes())).isEqualTo(message);
        assertThat(in.isReadable()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void takesOrRefusesEveryTruncationButNeverReadsBeyond(Message message, String hex) {
        ByteBuf whole = GoBytes.bytes(hex);
        for (int length = 0; length < whole.readableBytes(); length++) {
            ByteBuf in = whole.duplicate();
            try {
                assertThat(MessageCodec.decode(in, length).getClass()).isEqualTo(message.getClass());
            } catch (MalformedMessageException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
            assertThat(in.readerIndex()).isLessThanOrEqualTo(length);
        }
    }

    @Test
    void refusesTypesThatAMemberSendsOnlyToItself() {
        for (String type : List.of("0800", "0801", "080a", "080b", "080c", "0813", "0818")) {
            ByteBuf in = GoBytes.bytes(type + HEAD);
            assertThatThrownBy(() -> MessageCodec.decode(in, in.readableBytes()))
                    .isInstanceOf(MalformedMessageException.class)
                    .hasMessageContaining("does not travel");
        }
    }

    @Test
    void ignoresFieldsItDoesNotKnow() {
        ByteBuf in = GoBytes.bytes("080e" + HEAD + "2008" + "a20603010203" + "a90601020304050607089d0601020304");
        assertThat(MessageCodec.decode(in, in.readableBytes())).isEqualTo(new Message.TimeoutNow(FROM, TO, 8));
    }

    private static Snapshot snapshot() {
        ConfState state = new ConfState(List.of(FROM, TO), List.of(3L), List.of(FROM), List.of(4L), true);
        return new Snapshot(new SnapshotMetadata(state, 500, 6), text("members"));
    }
}
