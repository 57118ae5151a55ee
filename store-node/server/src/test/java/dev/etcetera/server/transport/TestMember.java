package dev.etcetera.server.transport;

import dev.etcetera.api.etcdserverpb.LeaseTimeToLiveResponse;
import dev.etcetera.raft.protocol.Message;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.cluster.Membership;
import dev.etcetera.server.consensus.PeerEvents;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.storage.SnapshotFiles;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** A member without a store: transport and listener on a port of their own, and a record of what the transport reports. */
final class TestMember implements AutoCloseable, PeerEvents, LeaseForwarding, HashKvSource {
    static final long CLUSTER = 0xC1;

    final PeerIdentity self;
    final Queue<Message> received = new ConcurrentLinkedQueue<>();
    final Queue<Long> unreachable = new ConcurrentLinkedQueue<>();
    final Queue<String> removals = new ConcurrentLinkedQueue<>();
    final PeerHttpClient client;
    final RaftHttpTransport transport;

    final Path snapshotDir;
    final SnapshotFiles snapshots;
    final Queue<Boolean> snapshotReports = new ConcurrentLinkedQueue<>();

    volatile Membership membership;

    private boolean closed;

    private final TransportLoops loops = TransportLoops.create(1);
    private final PeerListener listener;

    TestMember(long id, long clusterId, int port) throws IOException {
        snapshotDir = Files.createTempDirectory("snap");
        snapshots = new SnapshotFiles(snapshotDir);
        // Members tell each other where they are, so the port must be known before it is listened on.
        String url = "http://127.0.0.1:" + (port == 0 ? FreePort.find() : port);
        self = new PeerIdentity(id, clusterId, List.of(url));
        TreeMap<Long, Member> members = new TreeMap<>();
        members.put(id, new Member(id, "m" + id, List.of(url), List.of(), false));
        membership = new Membership(clusterId, members, Set.of(), Optional.empty());
        client = new PeerHttpClient(loops, PeerTimeouts.defaults());
        PeerMetrics metrics = new PeerMetrics(new PrometheusRegistry());
        transport = new RaftHttpTransport(self, this, client, metrics, ZapLog.discard());
        PeerRoutes routes = new PeerRoutes(
                self,
                transport,
                this,
                () -> membership,
                () -> "{\"etcdserver\":\"3.7.3\",\"etcdcluster\":\"3.7.0\"}",
                new PeerRoutes.StoreAccess(this, this, new TestPromotions(), snapshots));
        listener = PeerListener.start(List.of(URI.create(url)), routes, loops, ZapLog.discard());
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return listener.addresses().getFirst().getPort();
    }

    boolean isActive(long peer) {
        return transport.activeSince(peer).isPresent();
    }

    @Override
    public void step(Message message) {
        received.add(message);
    }

    @Override
    public void unreachable(long id) {
        unreachable.add(id);
    }

    @Override
    public void snapshotReported(long id, boolean ok) {
        snapshotReports.add(ok);
    }

    @Override
    public void removedFromCluster(String reason) {
        removals.add(reason);
    }

    @Override
    public void renew(long leaseId, Consumer<LeaseRenewal> done) {
        done.accept(leaseId == 7 ? new LeaseRenewal.Renewed(60) : new LeaseRenewal.NotFound());
    }

    @Override
    public void timeToLive(long leaseId, boolean keys, Consumer<LeaseLookup> done) {
        done.accept(
                leaseId == 7
                        ? new LeaseLookup.Found(LeaseTimeToLiveResponse.newBuilder()
                                .setID(7)
                                .setTTL(42)
                                .setGrantedTTL(60)
                                .build())
                        : new LeaseLookup.Failed("not the primary lessor"));
    }

    @Override
    public void hash(long revision, Consumer<HashKvAnswer> done) {
        done.accept(
                revision <= 9
                        ? new HashKvAnswer.Hashed(-1, revision, 3, 9)
                        : new HashKvAnswer.Refused("mvcc: required revision is a future revision"));
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        listener.close();
        transport.stop();
        client.close();
        loops.close();
    }
}
