package dev.etcetera.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcetera.api.raftpb.HardState;
import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that etcd 3.7.3 wrote: one member, eight requests, a snapshot every five entries. */
class GoLogTest {
    @TempDir
    Path dir;

    @Test
    void isRead() throws IOException {
        Path log = Logs.place(dir.resolve("wal"), Logs.unzipped("go.wal.gz"), 4096);
        assertThat(Wal.validSnapshots(log)).extracting(WalSnapshot::index).containsExactly(0L, 6L, 12L);
        try (Wal wal = Wal.open(log, WalSnapshot.EMPTY, Logs.SMALL).wal()) {
            assertThat(wal).isNotNull();
        }
        WalReplay replay = Wal.open(log, WalSnapshot.EMPTY, Logs.SMALL);
        assertThat(replay.entries())
                .hasSize(13)
                .extracting(Entry::index)
                .startsWith(1L, 2L)
                .endsWith(13L);
        assertThat(replay.entries().getFirst().type()).isEqualTo(EntryType.CONF_CHANGE);
        assertThat(replay.hardState().term()).isEqualTo(2);
        assertThat(replay.hardState().commit()).isEqualTo(12);
        assertThat(replay.repaired()).isFalse();
        replay.wal().close();
    }

    @Test
    void isOpenedFromASnapshot() throws IOException {
        Path log = Logs.place(dir.resolve("wal"), Logs.unzipped("go.wal.gz"), 4096);
        WalSnapshot newest = Wal.validSnapshots(log).getLast();
        assertThat(newest.confState().voters()).containsExactly(Logs.VOTE);
        WalReplay replay = Wal.open(log, newest, Logs.SMALL);
        assertThat(replay.entries()).extracting(Entry::index).containsExactly(13L);
        replay.wal().close();
    }

    @Test
    void isWrittenByteForByte() throws IOException {
        byte[] original = Logs.unzipped("go.wal.gz");
        Path log = Logs.place(dir.resolve("wal"), original, original.length);
        Path copy = dir.resolve("copy");
        try (FileChannel to = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                FileChannel from = FileChannel.open(Logs.first(log))) {
            WalDecoder decoder = new WalDecoder(List.of(new Segment(Logs.first(log), new SegmentName(0, 0), from)));
            WalEncoder encoder = new WalEncoder(to, 0, FullDisk.FATAL);
            encoder.head();
            Optional<RecordView> record = decoder.next();
            while (record.isPresent()) {
                write(encoder, record.get());
                record = decoder.next();
            }
            encoder.flush();
        }
        assertThat(Files.readAllBytes(copy)).isEqualTo(original);
    }

    private static void write(WalEncoder encoder, RecordView record) throws IOException {
        switch (record.type()) {
            case METADATA -> encoder.metadata(bytes(record.data()));
            case SNAPSHOT -> {
                var message = dev.etcetera.api.walpb.Snapshot.parseFrom(record.data());
                encoder.snapshot(ConfStates.encode(ConfStates.decode(message)).toByteArray());
            }
            case STATE -> {
                HardState state = HardState.parseFrom(record.data());
                encoder.state(
                        new dev.etcetera.raft.protocol.HardState(state.getTerm(), state.getVote(), state.getCommit()));
            }
            case ENTRY -> {
                var entry = dev.etcetera.api.raftpb.Entry.parseFrom(record.data());
                encoder.entry(new Entry(
                        entry.getTerm(),
                        entry.getIndex(),
                        entry.getType() == dev.etcetera.api.raftpb.EntryType.EntryConfChange
                                ? EntryType.CONF_CHANGE
                                : EntryType.NORMAL,
                        Payload.wrap(entry.getData().toByteArray())));
            }
            case CRC -> throw new AssertionError("a decoder keeps these to itself");
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
