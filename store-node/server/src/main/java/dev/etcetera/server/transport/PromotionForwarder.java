package dev.etcetera.server.transport;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.function.Consumer;

/** Asks the leader to promote a learner, as it alone knows how far the learner is. Any thread; answers come on an event loop. */
public final class PromotionForwarder {
    private final PeerHttpClient client;

    /** Asks over the connections of the given client. */
    public PromotionForwarder(PeerHttpClient client) {
        this.client = client;
    }

    /** Each of the leader's URLs is tried in turn; trying again later is the caller's. */
    public void promote(List<String> leaderPeerUrls, long memberId, Consumer<PromotionAnswer> done) {
        if (leaderPeerUrls.isEmpty()) {
            done.accept(new PromotionAnswer.Failed("the leader has no peer URL"));
            return;
        }
        if (PeerAddress.find(leaderPeerUrls.getFirst()).isEmpty()) {
            promote(leaderPeerUrls.subList(1, leaderPeerUrls.size()), memberId, done);
            return;
        }
        PeerRequest request =
                PeerRequest.post(leaderPeerUrls.getFirst(), PromotionCodec.path(memberId), ByteString.EMPTY);
        client.send(request, answer -> {
            PromotionAnswer read = PromotionCodec.read(answer);
            if (read instanceof PromotionAnswer.Failed && leaderPeerUrls.size() > 1) {
                promote(leaderPeerUrls.subList(1, leaderPeerUrls.size()), memberId, done);
            } else {
                done.accept(read);
            }
        });
    }
}
