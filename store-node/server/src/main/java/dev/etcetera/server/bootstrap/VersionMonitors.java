package dev.etcetera.server.bootstrap;

import dev.etcetera.server.cluster.Cluster;
import dev.etcetera.server.propose.ClusterVersionMonitor;
import dev.etcetera.server.propose.DowngradeMonitor;
import dev.etcetera.server.propose.Proposer;
import dev.etcetera.server.transport.RemoteCluster;

/** Starts what looks after versions: of the cluster, of this member's database, and of members on their way down. */
record VersionMonitors(Foundation foundation, Consensus.Driven driven, Peers peers) {
    /** Returns the one that wants to hear of terms. */
    ClusterVersionMonitor start() {
        Cluster cluster = driven.storage().cluster();
        Proposer proposer = driven.proposals().proposer();
        ClusterVersionMonitor.Surroundings surroundings = new ClusterVersionMonitor.Surroundings(
                new MemberVersionLookup(new RemoteCluster(peers.client())),
                foundation.timers(),
                foundation.log().named("etcdserver/server"));
        ClusterVersionMonitor versions =
                new ClusterVersionMonitor(proposer, driven.shared().raft(), cluster, Versions.OWN, surroundings);
        versions.start();
        new DowngradeMonitor(proposer, driven.shared().raft(), cluster, Versions.OWN, surroundings)
                .start(foundation.config().observability().downgradeCheckTime());
        new StorageMigration(cluster, driven.storage().backend().batchTx(), surroundings.log())
                .watch(foundation.timers(), driven.shared().applyThread());
        return versions;
    }
}
