package dev.etcetera.server.bootstrap;

import dev.etcetera.server.apply.ApplyParts;
import dev.etcetera.server.apply.BackendQuota;
import dev.etcetera.server.apply.ResponseHeaders;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.config.ServerConfig;
import dev.etcetera.server.consensus.AppliedIndex;
import dev.etcetera.server.consensus.FirstElection;
import dev.etcetera.server.consensus.Published;
import dev.etcetera.server.consensus.RaftInbox;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.propose.AttributePublisher;
import dev.etcetera.server.propose.ClusterVersionSetter;
import dev.etcetera.server.storage.DataDir;
import dev.etcetera.server.storage.RaftStorage;
import dev.etcetera.server.transport.PeerIdentity;
import dev.etcetera.server.transport.PeerMetrics;
import dev.etcetera.server.transport.RaftHttpTransport;
import dev.etcetera.wal.WalOptions;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** Puts a member together from its configuration, in the order in which one part needs another, and starts it. */
final class Bootstrap {
    private final Foundation foundation;
    private final ServerConfig config;
    private final StorageEvents storageEvents;
    private final ZapLog log;

    Bootstrap(Foundation foundation) {
        this.foundation = foundation;
        this.config = foundation.config();
        this.storageEvents = new StorageEvents(foundation);
        this.log = foundation.log().named("etcdserver/server");
    }

    /**
     * Starts the member; clients are let in before it has found a leader, as they may wait for one.
     *
     * @throws IOException with one line that says why the member cannot start
     */
    EtcdServer start() throws IOException {
        log.info("starting etcd", "name", config.name(), "data-dir", config.dataDir().toString());
        DataDir dir = DataDir.open(config.dataDir(), config.walDir());
        Peers peers = Peers.create(
                config.grpc().raftReadTimeout(),
                config.grpc().raftWriteTimeout(),
                config.ticks().electionMillis());
        WalOptions walOptions = storageEvents.walOptions();
        RaftStorage.Opened raftLog =
                new RaftLogOpener(config, walOptions, peers::alreadyBootstrapped).open(dir);
        MemberStorage storage = new StorageOpener(config, storageEvents.listeners()).open(dir, raftLog);
        SharedState shared = new SharedState(
                new RaftInbox(reason -> foundation.faults().fatal("removed from the cluster", new IOException(reason))),
                new Published(raftLog.identity().memberId()),
                new AppliedIndex());
        return assemble(peers, storage, shared);
    }

    private EtcdServer assemble(Peers peers, MemberStorage storage, SharedState shared) throws IOException {
        PeerIdentity identity = new PeerIdentity(
                shared.raft().memberId(),
                storage.raft().identity().clusterId(),
                config.urls().advertisePeer().stream().map(URI::toString).toList());
        RaftHttpTransport transport = new RaftHttpTransport(
                identity,
                shared.inbox(),
                peers.client(),
                new PeerMetrics(foundation.metrics().registry()),
                foundation.log().named("rafthttp/transport"));
        Proposals proposals = Proposals.create(
                foundation,
                shared,
                new PeerConnectivity(
                        transport, storage.cluster(), shared.raft().memberId(), foundation.clock()));
        Consensus.Driven driven =
                new Consensus.Driven(storage, shared, proposals, transport, applyParts(storage, shared));
        Services services = Services.create(foundation, driven, peers);
        Consensus consensus = Consensus.create(
                foundation,
                driven,
                List.of(
                        proposals.pending(),
                        proposals.reads(),
                        services.rpc().raftListener(),
                        new ClusterVersionSetter(proposals.proposer(), storage.cluster(), Versions.CLUSTER),
                        new LeaderEvents(foundation, shared.raft().memberId())));
        consensus.applyLoop().addAppliedListener(proposals.reads()::applied);
        consensus.applyLoop().addAppliedListener(services.rpc().appliedListener());
        EtcdServer server = new EtcdServer(foundation, driven, consensus, services, peers);
        server.start(identity);
        lead(driven, server);
        return server;
    }

    private ApplyParts applyParts(MemberStorage storage, SharedState shared) {
        return new ApplyParts(
                storage.store(),
                storage.lessor(),
                storage.alarms(),
                new BackendQuota(config.storage().quotaBackendBytes(), storage.backend()::sizeBytes),
                new StoredMembership(
                        storage.cluster(),
                        storage.backend().batchTx(),
                        foundation.log().named("membership/cluster")),
                new ResponseHeaders(
                        storage.cluster().id(),
                        shared.raft().memberId(),
                        shared.raft()::term,
                        storage.store()::revision));
    }

    /** Hastens the first election and publishes this member; then it is ready. */
    private void lead(Consensus.Driven driven, EtcdServer server) {
        SharedState shared = driven.shared();
        if (config.ticks().initialElectionTickAdvance()) {
            new FirstElection(
                            shared.inbox(),
                            shared.raft(),
                            driven.storage().cluster(),
                            driven.transport(),
                            config.ticks().electionTicks())
                    .watch(foundation.timers(), shared.applied());
        }
        Member self = new Member(
                shared.raft().memberId(),
                config.name(),
                List.of(),
                config.urls().advertiseClient().stream().map(URI::toString).toList(),
                false);
        new AttributePublisher(
                        driven.proposals().proposer(),
                        shared.raft(),
                        self,
                        new AttributePublisher.Runtime(foundation.timers(), log, server::published))
                .start();
    }
}
