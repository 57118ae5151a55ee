package dev.etcetera.server.transport;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.Message;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads what {@link MsgAppV2Encoder} writes. A batch of entries may arrive in pieces: what was read of it is kept. */
final class MsgAppV2Decoder implements StreamDecoder {
    private static final int NONE = -1;

    private final long local;
    private final long remote;

    private long term;
    private long index;

    private int frame = NONE;
    /** Entries of the open batch still to come; NONE before its count was read. */
    private long entriesLeft = NONE;

    private List<Entry> batch = new ArrayList<>();

    MsgAppV2Decoder(long local, long remote) {
        this.local = local;
        this.remote = remote;
    }

    @Override
    public void decode(ByteBuf in, Consumer<Message> sink) {
        while (step(in, sink)) {
            // Each step reads one frame, or one part of a batch.
        }
    }

    private boolean step(ByteBuf in, Consumer<Message> sink) {
        if (frame == NONE) {
            if (!in.isReadable()) {
                return false;
            }
            frame = in.readUnsignedByte();
        }
        return switch (frame) {
            case MsgAppV2Encoder.HEARTBEAT -> endFrame();
            case MsgAppV2Encoder.ENTRIES -> entries(in, sink);
            case MsgAppV2Encoder.MESSAGE -> whole(in, sink);
            default -> throw new MalformedMessageException("failed to parse type " + frame + " in msgappv2 stream");
        };
    }

    private boolean entries(ByteBuf in, Consumer<Message> sink) {
        if (in.readableBytes() < Long.BYTES) {
            return false;
        }
        if (entriesLeft == NONE) {
            entriesLeft = checked(in.readLong());
            return true;
        }
        if (entriesLeft > 0) {
            return entry(in);
        }
        long commit = in.readLong();
        EntryId previous = new EntryId(term, index);
        index += batch.size();
        List<Entry> read = batch;
        batch = new ArrayList<>();
        entriesLeft = NONE;
        endFrame();
        sink.accept(new Message.Append(remote, local, term, previous, read, commit));
        return true;
    }

    private boolean entry(ByteBuf in) {
        long length = checked(in.getLong(in.readerIndex()));
        if (in.readableBytes() < Long.BYTES + length) {
            return false;
        }
        in.skipBytes(Long.BYTES);
        batch.add(EntryCodec.read(new ProtoIn(in, (int) length)));
        entriesLeft--;
        return true;
    }

    private boolean whole(ByteBuf in, Consumer<Message> sink) {
        if (in.readableBytes() < Long.BYTES) {
            return false;
        }
        long length = checked(in.getLong(in.readerIndex()));
        if (in.readableBytes() < Long.BYTES + length) {
            return false;
        }
        in.skipBytes(Long.BYTES);
        Message message = MessageCodec.decode(in, (int) length);
        if (!(message instanceof Message.Append append)) {
            throw new MalformedMessageException("a message other than an append in msgappv2 stream");
        }
        term = append.term();
        index = append.entries().isEmpty()
                ? append.previous().index()
                : append.entries().getLast().index();
        endFrame();
        sink.accept(append);
        return true;
    }

    private boolean endFrame() {
        frame = NONE;
        return true;
    }

    private static long checked(long length) {
        if (length < 0 || length > MessageStreamDecoder.MAX_MESSAGE_BYTES) {
            throw new MalformedMessageException("length " + Long.toUnsignedString(length) + " in msgappv2 stream");
        }
        return length;
    }
}
