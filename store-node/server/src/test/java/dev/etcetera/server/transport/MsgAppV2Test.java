package dev.etcetera.server.transport;

import static dev.etcetera.server.transport.GoBytes.FROM;
import static dev.etcetera.server.transport.GoBytes.TO;
import static dev.etcetera.server.transport.GoBytes.append;
import static dev.etcetera.server.transport.GoBytes.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A whole msgappv2 stream against the bytes that etcd 3.7.3 writes for it. */
final class MsgAppV2Test {
    private static final String STREAM = "02000000000000002c080310c682cffd98878fde910118cdd2918bd2b881cf8e01200728"
            + "0630e8073a08100718e90722016140e6070100000000000000020000000000000008100718ea07220162000000000000000810"
            + "0718eb0722016300000000000003e701000000000000000000000000000003eb0001000000000000000100000000000000"
            + "08100718ec0722016400000000000003eb02000000000000002c080310c682cffd98878fde910118cdd2918bd2b881cf8e"
            + "012007280730e9073a08100718ea0722016240eb0702000000000000002c080310c682cffd98878fde910118cdd2918bd2"
            + "b881cf8e012008280730ea073a08100818eb0722016540eb07010000000000000001000000000000000810081"
            + "8ec0722016600000000000003eb";

    /** The heartbeat of the link stands between the third and the fourth. */
    private static final List<Message> APPENDS = List.of(
            append(7, new EntryId(6, 1000), 998, entry(7, 1001, "a")),
            append(7, new EntryId(7, 1001), 999, entry(7, 1002, "b"), entry(7, 1003, "c")),
            append(7, new EntryId(7, 1003), 1003),
            append(7, new EntryId(7, 1003), 1003, entry(7, 1004, "d")),
            append(7, new EntryId(7, 1001), 1003, entry(7, 1002, "b")),
            append(8, new EntryId(7, 1002), 1003, entry(8, 1003, "e")),
            append(8, new EntryId(8, 1003), 1003, entry(8, 1004, "f")));

    @Test
    void writesTheStreamThatGoWrites() {
        StreamEncoder encoder = StreamKind.MSGAPP.newEncoder();
        ByteBuf out = Unpooled.buffer();
        for (int i = 0; i < APPENDS.size(); i++) {
            if (i == 3) {
                encoder.heartbeat(out);
            }
            encoder.encode(APPENDS.get(i), out);
        }
        assertThat(ByteBufUtil.hexDump(out)).isEqualTo(STREAM);
    }

    @Test
    void readsTheStreamThatGoWritesHoweverItIsCut() {
        byte[] stream = ByteBufUtil.decodeHexDump(STREAM);
        for (int piece = 1; piece <= stream.length; piece++) {
            assertThat(decodeInPieces(stream, piece)).as("pieces of %d", piece).isEqualTo(APPENDS);
        }
    }

    @Test
    void refusesFramesThatAreNone() {
        StreamDecoder decoder = StreamKind.MSGAPP.newDecoder(TO, FROM);
        assertThatThrownBy(() -> decoder.decode(GoBytes.bytes("03"), _ -> {}))
                .hasMessage("failed to parse type 3 in msgappv2 stream");
    }

    @Test
    void refusesAnAbsurdLengthInsteadOfWaitingForIt() {
        StreamDecoder decoder = StreamKind.MSGAPP.newDecoder(TO, FROM);
        assertThatThrownBy(() -> decoder.decode(GoBytes.bytes("02ffffffffffffffff"), _ -> {}))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void messageStreamIsLengthPrefixedAndHidesHeartbeats() {
        String hex = "000000000000001d080410c682cffd98878fde910118cdd2918bd2b881cf8e01200730eb0700000000000000020808"
                + "0000000000000026080810c682cffd98878fde910118cdd2918bd2b881cf8e012008404d62080000000000000009";
        List<Message> read = new ArrayList<>();
        StreamKind.MESSAGE.newDecoder(TO, FROM).decode(GoBytes.bytes(hex), read::add);
        assertThat(read).hasSize(2);
        StreamEncoder encoder = StreamKind.MESSAGE.newEncoder();
        ByteBuf out = Unpooled.buffer();
        encoder.encode(read.get(0), out);
        encoder.heartbeat(out);
        encoder.encode(read.get(1), out);
        assertThat(ByteBufUtil.hexDump(out)).isEqualTo(hex);
    }

    private static List<Message> decodeInPieces(byte[] stream, int piece) {
        StreamDecoder decoder = StreamKind.MSGAPP.newDecoder(TO, FROM);
        List<Message> read = new ArrayList<>();
        ByteBuf pending = Unpooled.buffer();
        for (int at = 0; at < stream.length; at += piece) {
            pending.writeBytes(stream, at, Math.min(piece, stream.length - at));
            decoder.decode(pending, read::add);
        }
        assertThat(pending.isReadable()).isFalse();
        return read;
    }
}
