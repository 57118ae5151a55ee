package dev.etcetera.server.bootstrap;

import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.cluster.MemberVersions;
import dev.etcetera.server.cluster.Membership;
import dev.etcetera.server.config.ServerConfig;
import dev.etcetera.server.tls.TlsClient;
import dev.etcetera.server.transport.PeerHttpClient;
import dev.etcetera.server.transport.PeerTimeouts;
import dev.etcetera.server.transport.RemoteCluster;
import dev.etcetera.server.transport.TransportLoops;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The event loops and the client of the peer protocol, and the questions that are asked before a member begins. */
record Peers(TransportLoops loops, PeerHttpClient client) implements AutoCloseable {
    private static final int LOOPS = 1;
    private static final long ANSWER_SECONDS = 5;

    static Peers create(ServerConfig config, TlsClient tls) {
        TransportLoops loops = TransportLoops.create(LOOPS);
        PeerTimeouts timeouts = new PeerTimeouts(
                Duration.ofSeconds(1).plusMillis(config.ticks().electionMillis()),
                config.grpc().raftReadTimeout(),
                config.grpc().raftWriteTimeout(),
                PeerTimeouts.defaults().redial());
        return new Peers(loops, new PeerHttpClient(loops, timeouts, tls));
    }

    /**
     * Whether the others know this member as one that has served before. Then its data was lost, and beginning again with
     * the same id would let it vote twice: it must be removed and added anew.
     */
    Optional<String> alreadyBootstrapped(Membership initial, Member self) {
        List<String> others = initial.members().values().stream()
                .filter(member -> member.id() != self.id())
                .flatMap(member -> member.peerUrls().stream())
                .toList();
        if (others.isEmpty()) {
            return Optional.empty();
        }
        return members(others)
                .filter(view -> view.clusterId() == initial.clusterId())
                .flatMap(view -> view.members().stream()
                        .filter(member ->
                                member.id() == self.id() && !member.clientUrls().isEmpty())
                        .findFirst())
                .map(member -> "member " + Long.toHexString(member.id()) + " has already been bootstrapped");
    }

    /** The members as the first of these URLs tells that answers. */
    Optional<RemoteCluster.View> members(List<String> urls) {
        return await(urls.size(), done -> new RemoteCluster(client).members(urls, done));
    }

    /** The versions of one member. */
    Optional<MemberVersions> versions(List<String> urls) {
        return await(urls.size(), done -> new RemoteCluster(client).versions(urls, done));
    }

    /** Whether the cluster is on its way to an older version, as one member tells. */
    Optional<Boolean> downgradeEnabled(List<String> urls) {
        return await(urls.size(), done -> new RemoteCluster(client).downgradeEnabled(urls, done));
    }

    private static <T> Optional<T> await(int urls, Consumer<Consumer<Optional<T>>> question) {
        CompletableFuture<Optional<T>> answer = new CompletableFuture<>();
        question.accept(answer::complete);
        try {
            return answer.get(ANSWER_SECONDS * Math.max(1, urls), TimeUnit.SECONDS);
        } catch (TimeoutException nobody) {
            return Optional.empty();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        client.close();
        loops.close();
    }
}
