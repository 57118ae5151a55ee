package dev.etcetera.server.bootstrap;

import dev.etcetera.server.apply.ApplyParts;
import dev.etcetera.server.apply.BackendQuota;
import dev.etcetera.server.apply.ResponseHeaders;
import dev.etcetera.server.propose.ClusterVersionMonitor;
import dev.etcetera.server.tls.MemberTls;
import dev.etcetera.server.transport.PeerIdentity;
import dev.etcetera.server.transport.PeerMetrics;
import dev.etcetera.server.transport.RaftHttpTransport;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** Makes the parts of a member that do not touch the disk to be made, each before those that need it. */
final class MemberAssembly {
    private final Foundation foundation;
    private final Peers peers;
    private final MemberTls tls;

    MemberAssembly(Foundation foundation, Peers peers, MemberTls tls) {
        this.foundation = foundation;
        this.peers = peers;
        this.tls = tls;
    }

    EtcdServer assemble(MemberStorage storage, SharedState shared) throws IOException {
        PeerIdentity identity = new PeerIdentity(
                shared.raft().memberId(),
                storage.raft().identity().clusterId(),
                foundation.config().urls().advertisePeer().stream()
                        .map(URI::toString)
                        .toList());
        RaftHttpTransport transport = new RaftHttpTransport(
                identity,
                shared.inbox(),
                peers.client(),
                new PeerMetrics(foundation.metrics().registry()),
                foundation.log().named("rafthttp/transport"));
        Proposals proposals = Proposals.create(
                foundation,
                shared,
                new PeerConnectivity(transport, storage.cluster(), shared.raft().memberId(), foundation.clock()));
        Consensus.Driven driven =
                new Consensus.Driven(storage, shared, proposals, transport, applyParts(storage, shared));
        Services services = Services.create(foundation, driven, peers);
        new Gauges(foundation, driven, services).register();
        VersionMonitors versions = new VersionMonitors(foundation, driven, peers);
        ClusterVersionMonitor clusterVersions = versions.start();
        Consensus consensus = Consensus.create(
                foundation,
                driven,
                List.of(
                        proposals.pending(),
                        proposals.reads(),
                        services.rpc().raftListener(),
                        clusterVersions,
                        new LeaderEvents(foundation, shared.raft())));
        consensus.applyLoop().addAppliedListener(proposals.reads()::applied);
        consensus.applyLoop().addAppliedListener(services.rpc().appliedListener());
        return new EtcdServer(
                foundation, driven, consensus, services, new EtcdServer.Surroundings(peers, identity, tls));
    }

    private ApplyParts applyParts(MemberStorage storage, SharedState shared) {
        return new ApplyParts(
                storage.store(),
                storage.lessor(),
                storage.alarms(),
                new BackendQuota(foundation.config().storage().quotaBackendBytes(), storage.backend()::sizeBytes),
                new StoredMembership(
                        storage.cluster(),
                        storage.backend().batchTx(),
                        foundation.metrics().server(),
                        foundation.log().named("membership/cluster")),
                new ResponseHeaders(
                        storage.cluster().id(),
                        shared.raft().memberId(),
                        shared.raft()::term,
                        storage.store()::revision));
    }
}
