package dev.etcetera.server.transport;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.etcetera.api.etcdserverpb.LeaseKeepAliveRequest;
import dev.etcetera.api.etcdserverpb.LeaseKeepAliveResponse;
import dev.etcetera.api.etcdserverpb.LeaseTimeToLiveRequest;
import dev.etcetera.api.leasepb.LeaseInternalRequest;
import dev.etcetera.api.leasepb.LeaseInternalResponse;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/** The part of the peer port that reaches into the store: leases for members that do not lead, hashes for members that compare. */
final class StoreEndpoint {
    private static final String TIMED_OUT = "waiting for node to catch up its applied index has timed out";
    private static final String LEASE_NOT_FOUND = "lease not found";

    private final PeerRoutes routes;

    StoreEndpoint(PeerRoutes routes) {
        this.routes = routes;
    }

    /** POST /leases. */
    void renew(PeerExchange exchange) {
        if (!exchange.allows("POST")) {
            return;
        }
        long id;
        try {
            id = LeaseKeepAliveRequest.parseFrom(ByteBufUtil.getBytes(exchange.body()))
                    .getID();
        } catch (InvalidProtocolBufferException e) {
            exchange.error(400, "error unmarshalling request");
            return;
        }
        routes.store().leases().renew(id, renewal -> {
            switch (renewal) {
                case LeaseRenewal.Renewed(long ttlSeconds) ->
                    exchange.protobuf(LeaseKeepAliveResponse.newBuilder()
                            .setID(id)
                            .setTTL(ttlSeconds)
                            .build()
                            .toByteArray());
                case LeaseRenewal.NotFound _ -> exchange.error(404, LEASE_NOT_FOUND);
                case LeaseRenewal.TimedOut _ -> exchange.error(408, TIMED_OUT);
                case LeaseRenewal.Failed(String message) -> exchange.error(400, message);
            }
        });
    }

    /** POST /leases/internal. */
    void timeToLive(PeerExchange exchange) {
        if (!exchange.allows("POST")) {
            return;
        }
        LeaseTimeToLiveRequest request;
        try {
            request = LeaseInternalRequest.parseFrom(ByteBufUtil.getBytes(exchange.body()))
                    .getLeaseTimeToLiveRequest();
        } catch (InvalidProtocolBufferException e) {
            exchange.error(400, "error unmarshalling request");
            return;
        }
        routes.store().leases().timeToLive(request.getID(), request.getKeys(), lookup -> {
            switch (lookup) {
                case LeaseLookup.Found(var response) ->
                    exchange.protobuf(LeaseInternalResponse.newBuilder()
                            .setLeaseTimeToLiveResponse(response)
                            .build()
                            .toByteArray());
                case LeaseLookup.NotFound _ -> exchange.error(404, LEASE_NOT_FOUND);
                case LeaseLookup.TimedOut _ -> exchange.error(408, TIMED_OUT);
                case LeaseLookup.Failed(String message) -> exchange.error(500, message);
            }
        });
    }

    /** GET /members/hashkv, with the revision in a JSON body. */
    void hashKv(PeerExchange exchange) {
        if (!exchange.allows("GET")) {
            return;
        }
        String cluster = exchange.headers().get(PeerHeaders.CLUSTER_ID, "");
        if (!cluster.isEmpty() && !cluster.equals(routes.self().clusterHex())) {
            exchange.error(412, PeerHeaders.CLUSTER_ID_MISMATCH);
            return;
        }
        long revision;
        try {
            revision = revision(exchange.body().toString(StandardCharsets.UTF_8));
        } catch (JsonParseException | IllegalStateException | NumberFormatException e) {
            exchange.error(400, "error unmarshalling request");
            return;
        }
        routes.store().hashKv().hash(revision, answer -> {
            switch (answer) {
                case HashKvAnswer.Hashed hashed ->
                    exchange.with(PeerHeaders.CLUSTER_ID, routes.self().clusterHex())
                            .json(json(hashed));
                case HashKvAnswer.Refused(String message) -> exchange.error(400, message);
            }
        });
    }

    private static long revision(String json) {
        var revision = JsonParser.parseString(json).getAsJsonObject().get("revision");
        return revision == null ? 0 : revision.getAsLong();
    }

    /** Numbers as numbers and zeros left out, as Go's encoding/json writes the message. */
    private static String json(HashKvAnswer.Hashed hashed) {
        StringBuilder out = new StringBuilder("{\"header\":{");
        if (hashed.currentRevision() != 0) {
            out.append("\"revision\":").append(hashed.currentRevision());
        }
        out.append('}');
        field(out, "hash", Integer.toUnsignedLong(hashed.hash()));
        field(out, "compact_revision", hashed.compactRevision());
        field(out, "hash_revision", hashed.hashRevision());
        return out.append('}').toString();
    }

    private static void field(StringBuilder out, String name, long value) {
        if (value != 0) {
            out.append(",\"").append(name).append("\":").append(value);
        }
    }
}
