package dev.etcetera.server.transport;

import dev.etcetera.server.log.ZapLog;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Our sending side of one stream to one peer: the stream that the peer dialled last, if any. Any thread. A stream that
 * ends may have lost messages, sent or not: it is reported as unreachable.
 */
final class StreamWriter {
    private final StreamKind kind;
    private final PeerLink link;

    private volatile @Nullable OutgoingStream stream;

    StreamWriter(StreamKind kind, PeerLink link) {
        this.kind = kind;
        this.link = link;
    }

    @Nullable
    OutgoingStream stream() {
        return stream;
    }

    PeerTimeouts timeouts() {
        return link.timeouts();
    }

    void sentBytes(long bytes) {
        link.metrics().sent(bytes);
    }

    /** Uses a connection on which the stream request was just answered. Runs on that connection's event loop. */
    void attach(Channel channel) {
        OutgoingStream fresh = new OutgoingStream(channel, this, kind.newEncoder());
        OutgoingStream old;
        synchronized (this) {
            old = stream;
            stream = fresh;
        }
        if (old != null) {
            log().warn("closed TCP streaming connection with remote peer", fields());
            end(old);
        }
        channel.pipeline().addLast(fresh);
        link.status().activate();
        log().info("established TCP streaming connection with remote peer", fields());
    }

    /** The stream broke. */
    void lost(OutgoingStream broken, String reason) {
        synchronized (this) {
            if (stream != broken) {
                return;
            }
            stream = null;
        }
        link.status().deactivate(kind.title(), "write", reason);
        log().warn("lost TCP streaming connection with remote peer", fields());
        end(broken);
    }

    void stop() {
        OutgoingStream last;
        synchronized (this) {
            last = stream;
            stream = null;
        }
        if (last != null) {
            Connections.close(last.channel());
        }
    }

    private void end(OutgoingStream ended) {
        if (ended.hasUnsent()) {
            link.metrics().sendFailed();
        }
        link.events().unreachable(link.peerId());
        Connections.close(ended.channel());
    }

    private ZapLog log() {
        return link.log();
    }

    private Object[] fields() {
        return new Object[] {
            "stream-writer-type",
            kind.title(),
            "local-member-id",
            link.self().memberHex(),
            "remote-peer-id",
            link.peerHex()
        };
    }
}
