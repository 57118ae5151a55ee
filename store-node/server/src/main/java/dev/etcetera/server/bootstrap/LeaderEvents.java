package dev.etcetera.server.bootstrap;

import dev.etcetera.server.consensus.RaftListener;
import dev.etcetera.server.log.ZapLog;
import dev.etcetera.server.metrics.ServerMetrics;

/** Leads changes of the leader to metrics and log. */
final class LeaderEvents implements RaftListener {
    private final ServerMetrics metrics;
    private final ZapLog log;
    private final long memberId;

    LeaderEvents(Foundation foundation, long memberId) {
        this.metrics = foundation.metrics().server();
        this.log = foundation.log().named("etcdserver/raft");
        this.memberId = memberId;
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
