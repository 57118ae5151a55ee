package dev.etcetera.server.bootstrap;

import dev.etcetera.server.consensus.RaftListener;
import dev.etcetera.server.consensus.RaftView;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.metrics.ServerMetrics;

/** Leads changes of the leader, and how far the log is committed, to metrics and log. */
final class LeaderEvents implements RaftListener {
    private final ServerMetrics metrics;
    private final ZapLog log;
    private final long memberId;

    LeaderEvents(Foundation foundation, RaftView raft) {
        this.metrics = foundation.metrics().server();
        this.log = foundation.log().named("etcdserver/raft");
        this.memberId = raft.memberId();
        metrics.proposalsCommitted().from(() -> (double) raft.committedIndex());
    }

    @Override
    public void leaderChanged(long previousLeader, long leader, boolean isSelf, long term) {
        metrics.hasLeader().set(leader == 0 ? 0 : 1);
        metrics.isLeader().set(isSelf ? 1 : 0);
        if (leader != 0) {
            metrics.leaderChanges().inc();
        }
        log.info(
                "leader changed",
                "local-member-id",
                Long.toHexString(memberId),
                "from",
                Long.toHexString(previousLeader),
                "to",
                Long.toHexString(leader),
                "term",
                term);
    }
}
