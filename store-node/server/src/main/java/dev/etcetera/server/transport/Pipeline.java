package dev.etcetera.server.transport;

import com.google.protobuf.UnsafeByteOperations;
import dev.etcetera.raft.protocol.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Messages as single POST requests, for as long as the peer has not opened its streams. Any thread; what does not fit
 * the small window is dropped, as the peer is not there anyway.
 */
final class Pipeline {
    static final String TITLE = "pipeline";
    static final int WINDOW = 64;

    private final PeerLink link;
    private final AtomicInteger underWay = new AtomicInteger();

    Pipeline(PeerLink link) {
        this.link = link;
    }

    /** False when too many messages are under way already. */
    boolean offer(Message message) {
        if (underWay.incrementAndGet() > WINDOW) {
            underWay.decrementAndGet();
            return false;
        }
        String url = link.urls().pick();
        WireMessage wire = MessageCodec.toWire(message);
        ByteBuf body = Unpooled.buffer(wire.size());
        wire.write(body);
        PeerRequest request = PeerRequest.post(url, "/raft", UnsafeByteOperations.unsafeWrap(body.nioBuffer()))
                .from(link.self());
        link.client().send(request, answer -> answered(url, request.body().size(), answer));
        return true;
    }

    private void answered(String url, int bytes, PeerAnswer answer) {
        underWay.decrementAndGet();
        switch (answer) {
            case PeerAnswer.Answered answered
            when answered.status() == 204 -> {
                link.status().activate();
                link.metrics().sent(bytes);
            }
            case PeerAnswer.Answered answered -> {
                failed(url, reason(answered));
                if (answered.status() == 403) {
                    link.events().removedFromCluster(StreamReader.REMOVED);
                }
            }
            case PeerAnswer.Failed(String reason) -> failed(url, reason);
        }
    }

    private static String reason(PeerAnswer.Answered answered) {
        return switch (answered.status()) {
            case 403 -> StreamReader.REMOVED;
            case 412 -> answered.text();
            default -> "unexpected http status " + answered.status();
        };
    }

    private void failed(String url, String reason) {
        link.urls().unreachable(url);
        link.status().deactivate(TITLE, "write", reason);
        link.metrics().sendFailed();
        link.events().unreachable(link.peerId());
    }
}
