package dev.etcetera.server.bootstrap;

import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.consensus.PeerTransport;
import dev.etcetera.server.http.ClientListener;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.tls.MemberTls;
import dev.etcetera.server.transport.PeerIdentity;
import dev.etcetera.server.transport.PeerListener;
import dev.etcetera.server.transport.PeerRoutes;
import dev.etcetera.server.transport.RaftHttpTransport;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A running member: starts what listens, and stops everything in the reverse order. */
final class EtcdServer {
    private static final Duration GRACE = Duration.ofMillis(500);
    private static final long POLL_MILLIS = 10;

    private final Foundation foundation;
    private final Consensus.Driven driven;
    private final Consensus consensus;
    private final Services services;
    private final Surroundings surroundings;
    private final ZapLog log;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable PeerListener peerListener;
    private @Nullable ClientListener clientListener;

    EtcdServer(
            Foundation foundation,
            Consensus.Driven driven,
            Consensus consensus,
            Services services,
            Surroundings surroundings) {
        this.foundation = foundation;
        this.driven = driven;
        this.consensus = consensus;
        this.services = services;
        this.surroundings = surroundings;
        this.log = foundation.log().named("etcdmain/etcd");
    }

    /** How the member is connected to the others, what it is to them, and what secures its connections. */
    record Surroundings(Peers peers, PeerIdentity identity, MemberTls tls) {}

    /** Lets members and clients in, and sees to it that the member becomes ready. {@code remotes} are talked to from the start. */
    void start(List<Member> remotes) throws IOException {
        PeerIdentity identity = surroundings.identity();
        RaftHttpTransport transport = driven.transport();
        // Known before they can dial: whoever is not known is turned away.
        Stream.concat(driven.storage().cluster().members().stream(), remotes.stream())
                .filter(member -> member.id() != identity.memberId())
                .forEach(member -> transport.addPeer(member.id(), member.peerUrls()));
        peerListener = PeerListener.start(
                new PeerListener.Endpoints(
                        foundation.config().urls().listenPeer(),
                        surroundings.tls().peers()),
                new PeerRoutes(
                        identity,
                        transport,
                        driven.shared().inbox(),
                        driven.storage().cluster()::membership,
                        new Versions(driven.storage().cluster())::json,
                        new PeerRoutes.StoreAccess(
                                services.rpc().leaseForwarding(),
                                services.rpc().hashKvSource(),
                                services.rpc().memberPromotion(),
                                services.rpc().downgradeState(),
                                driven.storage().dir().snapshots())),
                surroundings.peers().loops(),
                foundation.log().named("rafthttp/listener"));
        consensus.applyLoop().start();
        consensus.raftLoop().start();
        clientListener = ClientListener.start(
                foundation.config(),
                services.surface(),
                surroundings.tls(),
                services.loops(),
                foundation.log().named("embed/serve"));
        new Readiness(foundation, driven).pursue(() -> log.info("ready to serve client requests"));
        new History(foundation, driven).keepShort();
        new OldFiles(foundation, driven.storage(), driven.shared()).keepFew();
        new SpaceWatch(foundation, driven).begin();
        new HashComparison(foundation, driven, surroundings.peers()).goOn();
    }

    /** Compares what the member holds with the others before anything is started; throws when it differs. */
    void compareFirst() throws IOException {
        new HashComparison(foundation, driven, surroundings.peers()).first();
    }

    void awaitStopped() throws InterruptedException {
        stopped.await();
    }

    /** Hands the leadership over, lets running calls end, and closes everything. */
    void stop() {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        log.info("stopping etcd");
        try {
            handOverLeadership();
            driven.proposals().pending().stop();
            driven.proposals().reads().stop();
            if (clientListener != null) {
                clientListener.stop(GRACE);
            }
            if (peerListener != null) {
                peerListener.close();
            }
            driven.storage().disk().giveUp();
            consensus.raftLoop().stop();
            consensus.applyLoop().stop();
            closeParts();
            log.info("stopped etcd");
        } catch (IOException failure) {
            log.warn("failed to close the storage", "error", failure.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
        }
    }

    private void closeParts() throws IOException {
        driven.transport().stop();
        surroundings.peers().close();
        services.rpc().close();
        services.watches().close();
        services.loops().close();
        surroundings.tls().close();
        driven.storage().close();
        foundation.timers().shutdownNow();
    }

    /**
     * The member that has been connected for longest leads next; a member alone, or one that does not lead, just goes. So
     * does one that was removed: the others do not listen to it any more.
     */
    private void handOverLeadership() throws InterruptedException {
        long self = driven.shared().raft().memberId();
        PeerTransport transport = driven.transport();
        Optional<Long> successor = driven.storage().cluster().members().stream()
                .filter(member -> member.id() != self && !member.learner())
                .map(Member::id)
                .filter(id -> transport.activeSince(id).isPresent())
                .min(Comparator.comparing(id -> transport.activeSince(id).orElse(Instant.MAX)));
        boolean removed = driven.storage().cluster().member(self).isEmpty();
        if (removed || successor.isEmpty() || !driven.shared().raft().isLeader()) {
            return;
        }
        log.info("leadership transfer starting", "transferee-member-id", Long.toHexString(successor.get()));
        driven.shared().inbox().execute(raft -> raft.transferLeader(successor.get()));
        long deadline = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(foundation.config().ticks().electionMillis());
        while (driven.shared().raft().isLeader() && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }
}
