package dev.etcetera.server.transport;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks other members for the hash of what they hold. Any thread; answers come on an event loop. */
public final class RemoteHashes {
    private static final String PATH = "/members/hashkv";

    private final PeerHttpClient client;
    private final String clusterHex;

    /** How a question ended. */
    public sealed interface Outcome {
        /** The hash. */
        record Hashed(HashKvAnswer.Hashed hash) implements Outcome {}

        /** The member refused, with its reason in etcd's words. */
        record Refused(String reason) implements Outcome {}

        /** Nothing that can be read came back from this URL. */
        record Failed(String peerUrl, String reason) implements Outcome {}
    }

    /** Asks in the name of a cluster, over the connections of the given client. */
    public RemoteHashes(PeerHttpClient client, String clusterHex) {
        this.client = client;
        this.clusterHex = clusterHex;
    }

    /** The hash up to a revision, from the first of a member's peer URLs that gives it; the last failure if none does. */
    public void ask(List<String> peerUrls, long revision, Consumer<Outcome> done) {
        if (peerUrls.isEmpty()) {
            done.accept(new Outcome.Failed("", "the member has no peer URL"));
            return;
        }
        client.send(request(peerUrls.getFirst(), revision), answer -> {
            Outcome outcome = outcome(peerUrls.getFirst(), answer);
            if (outcome instanceof Outcome.Hashed || peerUrls.size() == 1) {
                done.accept(outcome);
            } else {
                ask(peerUrls.subList(1, peerUrls.size()), revision, done);
            }
        });
    }

    private PeerRequest request(String peerUrl, long revision) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(PeerHeaders.CLUSTER_ID, clusterHex);
        String body = revision == 0 ? "{}" : "{\"revision\":" + revision + "}";
        return new PeerRequest(PeerAddress.of(peerUrl), HttpMethod.GET, PATH, headers, ByteString.copyFromUtf8(body));
    }

    private static Outcome outcome(String peerUrl, PeerAnswer answer) {
        return switch (answer) {
            case PeerAnswer.Failed(String reason) -> new Outcome.Failed(peerUrl, reason);
            case PeerAnswer.Answered answered
            when answered.status() == 200 ->
                parse(answered.text())
                        .<Outcome>map(Outcome.Hashed::new)
                        .orElseGet(() -> new Outcome.Failed(peerUrl, "unknown error: " + answered.text()));
            case PeerAnswer.Answered answered -> new Outcome.Refused(answered.text());
        };
    }

    static Optional<HashKvAnswer.Hashed> parse(String json) {
        try {
            JsonObject document = JsonParser.parseString(json).getAsJsonObject();
            JsonElement header = document.get("header");
            return Optional.of(new HashKvAnswer.Hashed(
                    (int) number(document.get("hash")),
                    number(document.get("hash_revision")),
                    number(document.get("compact_revision")),
                    header == null ? 0 : number(header.getAsJsonObject().get("revision"))));
        } catch (JsonParseException | IllegalStateException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Go leaves zeros out. */
    private static long number(@Nullable JsonElement value) {
        return value == null ? 0 : value.getAsLong();
    }
}
