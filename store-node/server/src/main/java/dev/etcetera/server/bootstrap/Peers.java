package dev.etcetera.server.bootstrap;

import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.cluster.Membership;
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

/** The event loops and the client of the peer protocol, and the one question that is asked before a member begins. */
record Peers(TransportLoops loops, PeerHttpClient client) implements AutoCloseable {
    private static final int LOOPS = 1;
    private static final long ANSWER_SECONDS = 5;

    static Peers create(Duration raftReadTimeout, Duration raftWriteTimeout, long electionMillis) {
        TransportLoops loops = TransportLoops.create(LOOPS);
        PeerTimeouts timeouts = new PeerTimeouts(
                Duration.ofSeconds(1).plusMillis(electionMillis),
                raftReadTimeout,
                raftWriteTimeout,
                PeerTimeouts.defaults().redial());
        return new Peers(loops, new PeerHttpClient(loops, timeouts));
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
        CompletableFuture<Optional<RemoteCluster.View>> answer = new CompletableFuture<>();
        new RemoteCluster(client).members(others, answer::complete);
        return await(answer)
                .filter(view -> view.clusterId() == initial.clusterId())
                .flatMap(view -> view.members().stream()
                        .filter(member ->
                                member.id() == self.id() && !member.clientUrls().isEmpty())
                        .findFirst())
                .map(member -> "member " + Long.toHexString(member.id()) + " has already been bootstrapped");
    }

    private static Optional<RemoteCluster.View> await(CompletableFuture<Optional<RemoteCluster.View>> answer) {
        try {
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
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
