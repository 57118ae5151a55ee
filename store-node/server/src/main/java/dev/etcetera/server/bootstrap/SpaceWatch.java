package dev.etcetera.server.bootstrap;

import dev.etcetera.server.cluster.Member;
import dev.etcetera.server.consensus.FullLeader;
import dev.etcetera.server.storage.DiskSpace;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Looks at the room on a member's disk as long as the member runs. */
record SpaceWatch(Foundation foundation, Consensus.Driven driven) {
    private static final long LOOK_MILLIS = 100;

    /** Returns at once. */
    void begin() {
        DiskSpace disk = driven.storage().disk();
        FullLeader leader = new FullLeader(
                driven.shared().raft(),
                this::connectedVoters,
                id -> driven.shared().inbox().execute(raft -> raft.transferLeader(id)),
                foundation.log().named("etcdserver/server"));
        ScheduledFuture<?> _ = foundation
                .timers()
                .scheduleWithFixedDelay(
                        () -> {
                            disk.look();
                            leader.look(disk.isRoomy(), System.nanoTime());
                        },
                        LOOK_MILLIS,
                        LOOK_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private List<Long> connectedVoters() {
        long self = driven.shared().raft().memberId();
        return driven.storage().cluster().members().stream()
                .filter(member -> member.id() != self && !member.learner())
                .map(Member::id)
                .filter(id -> driven.transport().activeSince(id).isPresent())
                .toList();
    }
}
