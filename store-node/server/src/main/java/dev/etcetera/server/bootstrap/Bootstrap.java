package dev.etcetera.server.bootstrap;

import dev.etcetera.server.config.ServerConfig;
import dev.etcetera.server.consensus.AppliedIndex;
import dev.etcetera.server.consensus.DiskAdmission;
import dev.etcetera.server.consensus.Published;
import dev.etcetera.server.consensus.RaftInbox;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.storage.DataDir;
import dev.etcetera.server.storage.DatabaseImport;
import dev.etcetera.server.storage.DiskSpace;
import dev.etcetera.server.storage.GoDatabase;
import dev.etcetera.server.storage.RaftStorage;
import dev.etcetera.server.tls.MemberTls;
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
        GoDatabase.Adoption adoption = new GoDatabase(dir, DatabaseImport::run, log).adopt();
        DiskSpace disk = DiskSpace.of(dir.backends().current(), dir.wal(), log);
        MemberTls tls = MemberTls.open(config, foundation.log(), foundation.clock());
        tls.follow(foundation.timers());
        Peers peers = Peers.create(config, tls.toPeers());
        boolean ranBefore = RaftStorage.exists(dir);
        WalOptions walOptions = storageEvents.walOptions(disk.walPort());
        RaftLogOpener.Opening opening = new RaftLogOpener(config, walOptions, peers).open(dir);
        MemberStorage storage =
                new StorageOpener(foundation, storageEvents.listeners(), disk).open(dir, opening.log(), adoption);
        // A Go leader may apply what others hold before it has written it itself.
        if (!adoption.happened()) {
            storage.requireWholeLog();
        }
        if (config.cluster().forceNewCluster() && !opening.log().empty()) {
            new ForcedCluster(config, log).force(storage);
        }
        Removal removal = new Removal(foundation.timers(), log);
        SharedState shared = new SharedState(
                new RaftInbox(removal::begin, new DiskAdmission(disk::level)),
                new Published(opening.log().identity().memberId()),
                new AppliedIndex(),
                new ApplyThread());
        EtcdServer server = new MemberAssembly(foundation, peers, tls).assemble(storage, shared);
        removal.stops(server::stop);
        if (ranBefore && config.features().isEnabled("InitialCorruptCheck")) {
            server.compareFirst();
        }
        server.start(opening.remotes());
        return server;
    }
}
