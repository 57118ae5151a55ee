package dev.etcetera.server.bootstrap;

import dev.etcetera.server.config.ServerConfig;
import dev.etcetera.server.consensus.AppliedIndex;
import dev.etcetera.server.consensus.Published;
import dev.etcetera.server.consensus.RaftInbox;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.storage.DataDir;
import dev.etcetera.server.storage.RaftStorage;
import dev.etcetera.wal.WalOptions;
import java.io.IOException;

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
        log.info(
                "starting etcd",
                "name",
                config.name(),
                "data-dir",
                config.dataDir().toString());
        DataDir dir = DataDir.open(config.dataDir(), config.walDir());
        Peers peers = Peers.create(
                config.grpc().raftReadTimeout(),
                config.grpc().raftWriteTimeout(),
                config.ticks().electionMillis());
        WalOptions walOptions = storageEvents.walOptions();
        RaftStorage.Opened raftLog = new RaftLogOpener(config, walOptions, peers::alreadyBootstrapped).open(dir);
        MemberStorage storage =
                new StorageOpener(config, storageEvents.listeners(), foundation.failpoints()).open(dir, raftLog);
        SharedState shared = new SharedState(
                new RaftInbox(reason -> foundation.faults().fatal("removed from the cluster", new IOException(reason))),
                new Published(raftLog.identity().memberId()),
                new AppliedIndex());
        EtcdServer server = new MemberAssembly(foundation, peers).assemble(storage, shared);
        server.start();
        return server;
    }
}
