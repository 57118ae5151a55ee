package dev.etcetera.server.bootstrap;

import dev.etcetera.mvcc.KvStore;
import dev.etcetera.mvcc.StoreCounts;
import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.config.BuildInfo;
import dev.etcetera.server.metrics.MvccMetrics;
import dev.etcetera.server.metrics.ServerMetrics;

/** Metrics that are asked for when somebody looks, instead of being kept up to date. */
record Gauges(Foundation foundation, Consensus.Driven driven, Services services) {
    void register() {
        long memberId = driven.shared().raft().memberId();
        ServerMetrics server = foundation.metrics().server();
        server.isLearner()
                .from(() -> driven.storage()
                                .cluster()
                                .member(memberId)
                                .map(Member::learner)
                                .orElse(false)
                        ? 1
                        : 0);
        server.quotaBackendBytes()
                .from(() -> (double) driven.applyParts().quota().quotaBytes());
        server.identity().id().labelValues(Long.toHexString(memberId)).set(1);
        server.identity().version().labelValues(BuildInfo.ETCD_VERSION).set(1);
        server.identity()
                .goVersion()
                .labelValues("java" + Runtime.version().feature())
                .set(1);
        driven.storage()
                .cluster()
                .version()
                .ifPresent(version -> server.identity()
                        .clusterVersion()
                        .labelValues(StoredMembership.minor(version))
                        .set(1));
        store();
    }

    private void store() {
        KvStore store = driven.storage().store();
        MvccMetrics mvcc = foundation.metrics().mvcc();
        mvcc.dbTotalBytes().from(() -> (double) driven.storage().backend().sizeBytes());
        mvcc.dbInUseBytes().from(() -> (double) driven.storage().backend().sizeInUseBytes());
        mvcc.revisions().keys().from(() -> (double) store.keys());
        mvcc.revisions().current().from(() -> (double) store.revision());
        mvcc.revisions().compacted().from(() -> (double) store.compactRevision());
        StoreCounts counts = store.counts();
        mvcc.calls().ranges().from(() -> (double) counts.ranges());
        mvcc.calls().puts().from(() -> (double) counts.puts());
        mvcc.calls().putBytes().from(() -> (double) counts.putBytes());
        mvcc.calls().deletes().from(() -> (double) counts.deletes());
        mvcc.calls().txns().from(() -> (double) counts.txns());
        mvcc.watching().watchers().from(() -> services.watches().watchers());
        mvcc.watching().slowWatchers().from(() -> services.watches().slowWatchers());
    }
}
