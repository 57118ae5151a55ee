package dev.etcetera.server.transport;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.etcetera.api.etcdserverpb.LeaseKeepAliveRequest;
import dev.etcetera.api.etcdserverpb.LeaseKeepAliveResponse;
import dev.etcetera.api.etcdserverpb.LeaseTimeToLiveRequest;
import dev.etcetera.api.etcdserverpb.LeaseTimeToLiveResponse;
import dev.etcetera.api.leasepb.LeaseInternalRequest;
import dev.etcetera.api.leasepb.LeaseInternalResponse;
import java.util.List;
import java.util.function.Consumer;

/**
 * Asks the leader about leases, which it alone keeps the time of. Any thread; answers come on an event loop. Each of the
 * leader's URLs is tried in turn; trying again later, and giving up, is the caller's.
 */
public final class LeaseForwarder {
    static final String RENEW = "/leases";
    static final String LOOK_UP = "/leases/internal";

    private final PeerHttpClient client;

    /** A forwarder over the connections of the given client. */
    public LeaseForwarder(PeerHttpClient client) {
        this.client = client;
    }

    /** Renews a lease. */
    public void renew(List<String> leaderPeerUrls, long leaseId, Consumer<LeaseRenewal> done) {
        ByteString body =
                LeaseKeepAliveRequest.newBuilder().setID(leaseId).build().toByteString();
        ask(
                leaderPeerUrls,
                RENEW,
                body,
                answer -> {
                    LeaseRenewal renewal = renewal(answer, leaseId);
                    if (renewal instanceof LeaseRenewal.Renewed || renewal instanceof LeaseRenewal.NotFound) {
                        done.accept(renewal);
                        return true;
                    }
                    return false;
                },
                last -> done.accept(renewal(last, leaseId)));
    }

    /** Looks a lease up. */
    public void timeToLive(List<String> leaderPeerUrls, long leaseId, boolean keys, Consumer<LeaseLookup> done) {
        ByteString body = LeaseInternalRequest.newBuilder()
                .setLeaseTimeToLiveRequest(
                        LeaseTimeToLiveRequest.newBuilder().setID(leaseId).setKeys(keys))
                .build()
                .toByteString();
        ask(
                leaderPeerUrls,
                LOOK_UP,
                body,
                answer -> {
                    LeaseLookup lookup = lookup(answer, leaseId);
                    if (lookup instanceof LeaseLookup.Found || lookup instanceof LeaseLookup.NotFound) {
                        done.accept(lookup);
                        return true;
                    }
                    return false;
                },
                last -> done.accept(lookup(last, leaseId)));
    }

    /** Posts to one URL after the other until an answer settles the matter; the last answer if none does. */
    private void ask(
            List<String> urls,
            String path,
            ByteString body,
            java.util.function.Predicate<PeerAnswer> settled,
            Consumer<PeerAnswer> unsettled) {
        if (urls.isEmpty()) {
            unsettled.accept(new PeerAnswer.Failed("the leader has no peer URL"));
            return;
        }
        client.send(PeerRequest.post(urls.getFirst(), path, body), answer -> {
            if (settled.test(answer)) {
                return;
            }
            if (urls.size() > 1) {
                ask(urls.subList(1, urls.size()), path, body, settled, unsettled);
            } else {
                unsettled.accept(answer);
            }
        });
    }

    private static LeaseRenewal renewal(PeerAnswer answer, long leaseId) {
        return switch (answer) {
            case PeerAnswer.Failed(String reason) -> new LeaseRenewal.Failed(reason);
            case PeerAnswer.Answered answered ->
                switch (answered.status()) {
                    case 200 -> renewed(answered, leaseId);
                    case 404 -> new LeaseRenewal.NotFound();
                    case 408 -> new LeaseRenewal.TimedOut();
                    default -> new LeaseRenewal.Failed("lease: unknown error(" + answered.text() + ")");
                };
        };
    }

    private static LeaseRenewal renewed(PeerAnswer.Answered answered, long leaseId) {
        try {
            LeaseKeepAliveResponse response = LeaseKeepAliveResponse.parseFrom(answered.body());
            return response.getID() == leaseId
                    ? new LeaseRenewal.Renewed(response.getTTL())
                    : new LeaseRenewal.Failed("lease: renew id mismatch");
        } catch (InvalidProtocolBufferException e) {
            return new LeaseRenewal.Failed("lease: " + e.getMessage());
        }
    }

    private static LeaseLookup lookup(PeerAnswer answer, long leaseId) {
        return switch (answer) {
            case PeerAnswer.Failed(String reason) -> new LeaseLookup.Failed(reason);
            case PeerAnswer.Answered answered ->
                switch (answered.status()) {
                    case 200 -> found(answered, leaseId);
                    case 404 -> new LeaseLookup.NotFound();
                    case 408 -> new LeaseLookup.TimedOut();
                    default -> new LeaseLookup.Failed("lease: unknown error(" + answered.text() + ")");
                };
        };
    }

    private static LeaseLookup found(PeerAnswer.Answered answered, long leaseId) {
        try {
            LeaseTimeToLiveResponse response =
                    LeaseInternalResponse.parseFrom(answered.body()).getLeaseTimeToLiveResponse();
            return response.getID() == leaseId
                    ? new LeaseLookup.Found(response)
                    : new LeaseLookup.Failed("lease: TTL id mismatch");
        } catch (InvalidProtocolBufferException e) {
            return new LeaseLookup.Failed("lease: " + e.getMessage());
        }
    }
}
