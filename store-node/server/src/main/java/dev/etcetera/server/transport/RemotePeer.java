package dev.etcetera.server.transport;

import dev.etcetera.raft.protocol.Message;
import dev.etcetera.server.consensus.OutgoingSnapshot;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Everything that leads to one other member. Any thread; its parts run on one event loop. */
final class RemotePeer {
    private final PeerLink link;
    private final StreamWriter msgAppWriter;
    private final StreamWriter messageWriter;
    private final StreamReader msgAppReader;
    private final StreamReader messageReader;
    private final Pipeline pipeline;
    private final Prober prober;
    private final SnapshotSender snapshots;

    RemotePeer(PeerLink link, SnapshotSender snapshots, EventLoop loop, InstantSource clock) {
        this.link = link;
        this.snapshots = snapshots;
        msgAppWriter = new StreamWriter(StreamKind.MSGAPP, link);
        messageWriter = new StreamWriter(StreamKind.MESSAGE, link);
        msgAppReader = new StreamReader(StreamKind.MSGAPP, link, loop);
        messageReader = new StreamReader(StreamKind.MESSAGE, link, loop);
        pipeline = new Pipeline(link);
        prober = new Prober(link, loop, clock);
    }

    void start() {
        msgAppReader.start();
        messageReader.start();
        prober.start();
    }

    long id() {
        return link.peerId();
    }

    /** Queues one message; {@link #flush} lets the queued ones go. What finds no room is dropped and reported. */
    void send(Message message) {
        if (!offer(message)) {
            link.metrics().sendFailed();
            link.events().unreachable(link.peerId());
        }
    }

    void send(OutgoingSnapshot snapshot) {
        snapshots.send(snapshot);
    }

    void flush() {
        flush(msgAppWriter.stream());
        flush(messageWriter.stream());
    }

    /** The peer dialled us: its stream is used from now on, and ours to it need not wait any longer. */
    void attach(StreamKind kind, Channel channel) {
        switch (kind) {
            case MSGAPP -> msgAppWriter.attach(channel);
            case MESSAGE -> messageWriter.attach(channel);
        }
        msgAppReader.wake();
        messageReader.wake();
    }

    void update(List<String> peerUrls) {
        link.urls().update(peerUrls);
        msgAppReader.wake();
        messageReader.wake();
    }

    /** Whether the peer has dialled both of its streams, so that nothing needs the pipeline. */
    boolean hasBothStreams() {
        return msgAppWriter.stream() != null && messageWriter.stream() != null;
    }

    Optional<Instant> activeSince() {
        return link.status().activeSince();
    }

    void stop() {
        msgAppWriter.stop();
        messageWriter.stop();
        msgAppReader.stop();
        messageReader.stop();
        prober.stop();
        snapshots.stop();
    }

    private boolean offer(Message message) {
        OutgoingStream appends = message instanceof Message.Append ? msgAppWriter.stream() : null;
        if (appends != null) {
            return appends.offer(message);
        }
        OutgoingStream messages = messageWriter.stream();
        return messages != null ? messages.offer(message) : pipeline.offer(message);
    }

    private static void flush(@org.jspecify.annotations.Nullable OutgoingStream stream) {
        if (stream != null && stream.hasUnsent()) {
            stream.flush();
        }
    }
}
