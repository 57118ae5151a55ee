package dev.etcetera.server.transport;

import dev.etcetera.raft.protocol.ConfState;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import dev.etcetera.raft.protocol.SnapshotMetadata;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** A snapshot as raftpb.Snapshot: 1 data, 2 metadata {1 conf state, 2 index, 3 term}. */
final class SnapshotCodec {
    private SnapshotCodec() {}

    static int size(Snapshot snapshot) {
        int data = snapshot.data().size();
        return (data == 0 ? 0 : ProtoOut.bytesSize(data)) + ProtoOut.bytesSize(size(snapshot.metadata()));
    }

    static void write(Snapshot snapshot, ByteBuf out) {
        if (snapshot.data().size() != 0) {
            ProtoOut.bytes(out, 1, snapshot.data().array());
        }
        SnapshotMetadata metadata = snapshot.metadata();
        ProtoOut.prefix(out, 2, size(metadata));
        ProtoOut.prefix(out, 1, size(metadata.confState()));
        write(metadata.confState(), out);
        ProtoOut.uint64(out, 2, metadata.index());
        ProtoOut.uint64(out, 3, metadata.term());
    }

    static Snapshot read(ProtoIn in) {
        Payload data = Payload.EMPTY;
        SnapshotMetadata metadata = new SnapshotMetadata(noMembers(), 0, 0);
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> data = in.payload();
                case 2 -> metadata = readMetadata(in.message());
                default -> in.skip();
            }
        }
        return new Snapshot(metadata, data);
    }

    private static SnapshotMetadata readMetadata(ProtoIn in) {
        ConfState state = noMembers();
        long index = 0;
        long term = 0;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1 -> state = readConfState(in.message());
                case 2 -> index = in.uint64();
                case 3 -> term = in.uint64();
                default -> in.skip();
            }
        }
        return new SnapshotMetadata(state, index, term);
    }

    private static ConfState readConfState(ProtoIn in) {
        List<List<Long>> sets = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        boolean autoLeave = false;
        for (int field = in.nextField(); field != 0; field = in.nextField()) {
            switch (field) {
                case 1, 2, 3, 4 -> readIds(in, sets.get(field - 1));
                case 5 -> autoLeave = in.bool();
                default -> in.skip();
            }
        }
        return new ConfState(sets.get(0), sets.get(1), sets.get(2), sets.get(3), autoLeave);
    }

    private static void readIds(ProtoIn in, List<Long> ids) {
        if (!in.isLengthDelimited()) {
            ids.add(in.uint64());
            return;
        }
        ProtoIn packed = in.message();
        while (!packed.atEnd()) {
            ids.add(packed.packedVarint());
        }
    }

    private static int size(SnapshotMetadata metadata) {
        return ProtoOut.bytesSize(size(metadata.confState()))
                + ProtoOut.uint64Size(metadata.index())
                + ProtoOut.uint64Size(metadata.term());
    }

    private static int size(ConfState state) {
        return idsSize(state.voters())
                + idsSize(state.learners())
                + idsSize(state.votersOutgoing())
                + idsSize(state.learnersNext())
                + (state.autoLeave() ? 2 : 0);
    }

    private static int idsSize(List<Long> ids) {
        int size = 0;
        for (long id : ids) {
            size += ProtoOut.uint64Size(id);
        }
        return size;
    }

    private static void write(ConfState state, ByteBuf out) {
        writeIds(out, 1, state.voters());
        writeIds(out, 2, state.learners());
        writeIds(out, 3, state.votersOutgoing());
        writeIds(out, 4, state.learnersNext());
        if (state.autoLeave()) {
            ProtoOut.uint64(out, 5, 1);
        }
    }

    private static void writeIds(ByteBuf out, int field, List<Long> ids) {
        for (long id : ids) {
            ProtoOut.uint64(out, field, id);
        }
    }

    private static ConfState noMembers() {
        return new ConfState(List.of(), List.of(), List.of(), List.of(), false);
    }
}
