package dev.etcetera.server.transport;

import dev.etcetera.raft.protocol.Message;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.cluster.Membership;
import dev.etcetera.server.consensus.PeerEvents;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.storage.SnapshotFiles;
import dev.etcetera.server.tls.MemberTls;
import dev.etcetera.server.tls.TestTls;
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
final class TestMember implements AutoCloseable, PeerEvents {
    static final long CLUSTER = 0xC1;

    final TestStore store = new TestStore();
    final PeerIdentity self;
    volatile DowngradeState.Known downgrade = new DowngradeState.Known.State(false);
    final Queue<Message> received = new ConcurrentLinkedQueue<>();
    final Queue<Long> unreachable = new ConcurrentLinkedQueue<>();
    final Queue<String> removals = new ConcurrentLinkedQueue<>();
    final PeerHttpClient client;
    final RaftHttpTransport transport;

    final Path snapshotDir;
    final SnapshotFiles snapshots;
    final Queue<Boolean> snapshotReports = new ConcurrentLinkedQueue<>();

    volatile Membership membership;

    private final String scheme;
    private boolean closed;

    private final TransportLoops loops = TransportLoops.create(1);
    private final PeerListener listener;

    /** What it receives goes below this folder, which outlives it. */
    TestMember(long id, long clusterId, int port, Path folder) throws IOException {
        this(id, clusterId, port, folder, TestTls.open());
    }

    /** With https if the TLS has a certificate for peers. */
    TestMember(long id, long clusterId, int port, Path folder, MemberTls tls) throws IOException {
        scheme = tls.peers().isPresent() ? "https" : "http";
        snapshotDir = Files.createTempDirectory(folder, "snap");
        snapshots = new SnapshotFiles(snapshotDir);
        // Members tell each other where they are, so the port must be known before it is listened on.
        String url = scheme + "://127.0.0.1:" + (port == 0 ? FreePort.find() : port);
        self = new PeerIdentity(id, clusterId, List.of(url));
        TreeMap<Long, Member> members = new TreeMap<>();
        members.put(id, new Member(id, "m" + id, List.of(url), List.of(), false));
        membership = new Membership(clusterId, members, Set.of(), Optional.empty());
        client = new PeerHttpClient(loops, PeerTimeouts.defaults(), tls.toPeers());
        PeerMetrics metrics = new PeerMetrics(new PrometheusRegistry());
        transport = new RaftHttpTransport(self, this, client, metrics, ZapLog.discard());
        PeerRoutes routes = new PeerRoutes(
                self,
                transport,
                this,
                () -> membership,
                () -> "{\"etcdserver\":\"3.7.3\",\"etcdcluster\":\"3.7.0\"}",
                new PeerRoutes.StoreAccess(store, store, new TestPromotions(), this::downgrade, snapshots));
        listener = PeerListener.start(
                new PeerListener.Endpoints(List.of(URI.create(url)), tls.peers()), routes, loops, ZapLog.discard());
    }

    /** As of a cluster that goes down while it can tell. */
    void downgrade(Consumer<DowngradeState.Known> done) {
        done.accept(downgrade);
    }

    String url() {
        return scheme + "://127.0.0.1:" + port();
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
