package dev.etcetera.server.transport;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.cluster.MemberJson;
import dev.etcetera.server.cluster.MemberVersions;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks other members who is in the cluster and which versions they run. Any thread; answers come on an event loop. */
public final class RemoteCluster {
    /** The members and the cluster's id as one member knows them. */
    public record View(long clusterId, List<Member> members) {
        public View {
            members = List.copyOf(members);
        }
    }

    private final PeerHttpClient client;

    /** Asks over the connections of the given client. */
    public RemoteCluster(PeerHttpClient client) {
        this.client = client;
    }

    /** The members as the first of these peer URLs tells that answers; empty when none does. */
    public void members(List<String> peerUrls, Consumer<Optional<View>> done) {
        ask(
                peerUrls,
                "/members",
                answered -> parse(answered)
                        .ifPresentOrElse(v -> done.accept(Optional.of(v)), () -> done.accept(Optional.empty())),
                () -> done.accept(Optional.empty()));
    }

    /** The versions of a member, as the first of its peer URLs gives them that answers; empty when none does. */
    public void versions(List<String> peerUrls, Consumer<Optional<MemberVersions>> done) {
        ask(
                peerUrls,
                "/version",
                answered -> done.accept(versions(answered.text())),
                () -> done.accept(Optional.empty()));
    }

    /** Whether a member knows of a downgrade under way. */
    public void downgradeEnabled(List<String> peerUrls, Consumer<Optional<Boolean>> done) {
        ask(
                peerUrls,
                "/downgrade/enabled",
                answered -> done.accept(Optional.of("true".equals(answered.text()))),
                () -> done.accept(Optional.empty()));
    }

    private static Optional<MemberVersions> versions(String json) {
        try {
            JsonObject document = JsonParser.parseString(json).getAsJsonObject();
            return Optional.of(new MemberVersions(
                    document.get("etcdserver").getAsString(),
                    document.get("etcdcluster").getAsString()));
        } catch (JsonParseException | IllegalStateException | NullPointerException e) {
            return Optional.empty();
        }
    }

    private void ask(List<String> urls, String path, Consumer<PeerAnswer.Answered> done, Runnable nobody) {
        if (urls.isEmpty()) {
            nobody.run();
            return;
        }
        Optional<PeerAddress> peer = PeerAddress.find(urls.getFirst());
        if (peer.isEmpty()) {
            ask(urls.subList(1, urls.size()), path, done, nobody);
            return;
        }
        client.send(PeerRequest.get(urls.getFirst(), path), answer -> {
            if (answer instanceof PeerAnswer.Answered answered && answered.status() == 200) {
                done.accept(answered);
            } else {
                ask(urls.subList(1, urls.size()), path, done, nobody);
            }
        });
    }

    private static Optional<View> parse(PeerAnswer.Answered answered) {
        try {
            long clusterId = Long.parseUnsignedLong(answered.clusterHex(), 16);
            List<Member> members = MemberJson.decodeAll(answered.body().toByteArray());
            return members.isEmpty() ? Optional.empty() : Optional.of(new View(clusterId, members));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
