package dev.etcetera.server.rpc;

/**
 * What the services share and the timer looks after: those who wait for entries to be applied, for another leader, or for
 * any leader at all.
 */
final class Background {
    private final RpcParts.Flow flow;
    private final AppliedWait appliedWait;
    private final Leadership leadership;
    private final LeaderMonitor leaderMonitor;
    private final LeaderMoves leaderMoves;
    private final LocalLeases localLeases;
    private final MemberChanges memberChanges;
    private final Promotions promotions;
    private final Downgrades downgrades;

    Background(RpcParts parts, EventLoops loops) {
        RpcParts.Self self = parts.self();
        this.flow = parts.flow();
        this.appliedWait = new AppliedWait(self.raft(), flow.appliedIndex());
        this.leadership = new Leadership(self.raft(), flow.reads(), loops.current());
        this.leaderMonitor = new LeaderMonitor(self.raft(), parts.settings().electionTimeout());
        this.leaderMoves = new LeaderMoves(
                self.raft(),
                self.cluster(),
                self.transferLeader(),
                parts.settings().requestTimeout(),
                parts.changes().log());
        this.localLeases = new LocalLeases(
                parts.stores().lessor(),
                self.raft(),
                appliedWait,
                leadership,
                parts.threads().timers());
        this.memberChanges = new MemberChanges(self.cluster(), self.raft().memberId(), parts.changes());
        this.promotions = new Promotions(memberChanges, appliedWait, parts);
        this.downgrades = new Downgrades(
                self.cluster(),
                flow.reads(),
                loops,
                flow.proposer(),
                self.headers(),
                parts.changes().log());
    }

    AppliedWait appliedWait() {
        return appliedWait;
    }

    LeaderMonitor leaderMonitor() {
        return leaderMonitor;
    }

    LeaderMoves leaderMoves() {
        return leaderMoves;
    }

    LocalLeases localLeases() {
        return localLeases;
    }

    MemberChanges memberChanges() {
        return memberChanges;
    }

    Promotions promotions() {
        return promotions;
    }

    Downgrades downgrades() {
        return downgrades;
    }

    /** Called by the timer. */
    void sweep() {
        long nowNanos = System.nanoTime();
        leadership.sweep(nowNanos);
        leaderMonitor.sweep(nowNanos);
        leaderMoves.sweep(nowNanos);
        appliedWait.sweep(nowNanos);
        flow.reads().sweep(nowNanos);
    }
}
