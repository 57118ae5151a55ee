package dev.etcetera.server.transport;

import static dev.etcetera.server.transport.WireMessage.COMMIT;
import static dev.etcetera.server.transport.WireMessage.INDEX;
import static dev.etcetera.server.transport.WireMessage.LOG_TERM;
import static dev.etcetera.server.transport.WireMessage.REJECT_HINT;

import dev.etcetera.raft.protocol.Entry;
import dev.etcetera.raft.protocol.EntryId;
import dev.etcetera.raft.protocol.EntryType;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.raft.protocol.Payload;
import dev.etcetera.raft.protocol.Snapshot;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Raft's messages as raftpb.Message bytes and back. Pure; every member of a cluster, Go or Java, understands these bytes. */
final class MessageCodec {
    /** The context of a vote that a leader asked for: voters then ignore their lease on the old leader. */
    private static final Payload CAMPAIGN_TRANSFER =
            Payload.wrap("CampaignTransfer".getBytes(StandardCharsets.US_ASCII));

    private MessageCodec() {}

    static WireMessage toWire(Message message) {
        return switch (message) {
            case Message.Propose m -> wire(MessageType.PROPOSE, m).withEntries(m.entries());
            case Message.Append m ->
                wire(MessageType.APPEND, m)
                        .with(LOG_TERM, m.previous().term())
                        .with(INDEX, m.previous().index())
                        .withEntries(m.entries())
                        .with(COMMIT, m.commit());
            case Message.AppendResponse m -> appendResponse(m);
            case Message.Vote m -> vote(m);
            case Message.VoteResponse m -> voteResponse(m);
            case Message.Heartbeat m ->
                wire(MessageType.HEARTBEAT, m).with(COMMIT, m.commit()).withContext(m.context());
            case Message.HeartbeatResponse m ->
                wire(MessageType.HEARTBEAT_RESPONSE, m).withContext(m.context());
            case Message.InstallSnapshot m -> snapshot(m);
            case Message.ReadIndex m -> wire(MessageType.READ_INDEX, m).withEntries(carrying(m.context()));
            case Message.ReadIndexResponse m ->
                wire(MessageType.READ_INDEX_RESPONSE, m).with(INDEX, m.index()).withEntries(carrying(m.context()));
            case Message.TransferLeader m -> wire(MessageType.TRANSFER_LEADER, m);
            case Message.TimeoutNow m -> wire(MessageType.TIMEOUT_NOW, m);
            case Message.ForgetLeader m -> wire(MessageType.FORGET_LEADER, m);
        };
    }

    static Message decode(ByteBuf in, int length) {
        return fromWire(WireMessage.read(new ProtoIn(in, length)));
    }

    private static Message fromWire(WireMessage m) {
        return switch (m.type) {
            case PROPOSE -> new Message.Propose(m.from, m.to, m.term, m.entries);
            case APPEND -> new Message.Append(m.from, m.to, m.term, lastEntry(m), m.entries, m.number(COMMIT));
            case APPEND_RESPONSE -> new Message.AppendResponse(m.from, m.to, m.term, m.number(INDEX), rejection(m));
            case VOTE -> new Message.Vote(m.from, m.to, m.term, lastEntry(m), candidateCommitted(m), voteKind(m));
            case PRE_VOTE ->
                new Message.Vote(m.from, m.to, m.term, lastEntry(m), candidateCommitted(m), Message.VoteKind.PRE);
            case VOTE_RESPONSE -> new Message.VoteResponse(m.from, m.to, m.term, false, m.reject, committed(m));
            case PRE_VOTE_RESPONSE -> new Message.VoteResponse(m.from, m.to, m.term, true, m.reject, committed(m));
            case SNAPSHOT -> new Message.InstallSnapshot(m.from, m.to, m.term, snapshot(m));
            case HEARTBEAT -> new Message.Heartbeat(m.from, m.to, m.term, m.number(COMMIT), m.context);
            case HEARTBEAT_RESPONSE -> new Message.HeartbeatResponse(m.from, m.to, m.term, m.context);
            case TRANSFER_LEADER -> new Message.TransferLeader(m.from, m.to, m.term);
            case TIMEOUT_NOW -> new Message.TimeoutNow(m.from, m.to, m.term);
            case READ_INDEX -> new Message.ReadIndex(m.from, m.to, m.term, carried(m));
            case READ_INDEX_RESPONSE ->
                new Message.ReadIndexResponse(m.from, m.to, m.term, m.number(INDEX), carried(m));
            case FORGET_LEADER -> new Message.ForgetLeader(m.from, m.to, m.term);
        };
    }

    private static WireMessage wire(MessageType type, Message message) {
        return new WireMessage(type, message.from(), message.to(), message.term());
    }

    private static WireMessage appendResponse(Message.AppendResponse m) {
        WireMessage wire = wire(MessageType.APPEND_RESPONSE, m).with(INDEX, m.index());
        m.rejection()
                .ifPresent(rejection -> wire.withReject(true)
                        .with(REJECT_HINT, rejection.hintIndex())
                        .with(LOG_TERM, rejection.hintTerm()));
        return wire;
    }

    /** What is committed goes into fields that Go's members leave empty in this message, and do not read. */
    private static WireMessage vote(Message.Vote m) {
        WireMessage wire = wire(m.kind() == Message.VoteKind.PRE ? MessageType.PRE_VOTE : MessageType.VOTE, m)
                .with(LOG_TERM, m.last().term())
                .with(INDEX, m.last().index());
        if (!m.committed().equals(EntryId.ZERO)) {
            wire.with(REJECT_HINT, m.committed().term())
                    .with(COMMIT, m.committed().index());
        }
        return m.kind() == Message.VoteKind.TRANSFER ? wire.withContext(CAMPAIGN_TRANSFER) : wire;
    }

    /** As {@link #vote}. */
    private static WireMessage voteResponse(Message.VoteResponse m) {
        WireMessage wire = wire(m.pre() ? MessageType.PRE_VOTE_RESPONSE : MessageType.VOTE_RESPONSE, m)
                .withReject(m.rejected());
        return m.committed().equals(EntryId.ZERO)
                ? wire
                : wire.with(LOG_TERM, m.committed().term())
                        .with(COMMIT, m.committed().index());
    }

    private static EntryId candidateCommitted(WireMessage m) {
        return new EntryId(m.number(REJECT_HINT), m.number(COMMIT));
    }

    private static EntryId committed(WireMessage m) {
        return new EntryId(m.number(LOG_TERM), m.number(COMMIT));
    }

    private static WireMessage snapshot(Message.InstallSnapshot m) {
        WireMessage wire = wire(MessageType.SNAPSHOT, m);
        wire.snapshot = m.snapshot();
        return wire;
    }

    private static EntryId lastEntry(WireMessage m) {
        return new EntryId(m.number(LOG_TERM), m.number(INDEX));
    }

    private static Optional<Message.Rejection> rejection(WireMessage m) {
        return m.reject
                ? Optional.of(new Message.Rejection(m.number(REJECT_HINT), m.number(LOG_TERM)))
                : Optional.empty();
    }

    private static Message.VoteKind voteKind(WireMessage m) {
        return m.context.equals(CAMPAIGN_TRANSFER) ? Message.VoteKind.TRANSFER : Message.VoteKind.REAL;
    }

    private static Snapshot snapshot(WireMessage m) {
        if (m.snapshot == null) {
            throw new MalformedMessageException("snapshot message without a snapshot");
        }
        return m.snapshot;
    }

    /** A read request's context travels as the data of one entry. */
    private static List<Entry> carrying(Payload context) {
        return List.of(new Entry(0, 0, EntryType.NORMAL, context));
    }

    private static Payload carried(WireMessage m) {
        return m.entries.isEmpty() ? Payload.EMPTY : m.entries.getFirst().data();
    }
}
